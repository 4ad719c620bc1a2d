// SPDX-License-Identifier: Apache-2.0

/** Commands of the tests that put a load on the bus. */
package io.bosun.itest.load;
