// SPDX-License-Identifier: Apache-2.0

/** Commands of the bundles that the tests assemble. */
package io.bosun.itest.greet;
