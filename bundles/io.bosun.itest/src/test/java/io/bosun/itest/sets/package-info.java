// SPDX-License-Identifier: Apache-2.0

/** Commands of the sets of handlers. */
package io.bosun.itest.sets;
