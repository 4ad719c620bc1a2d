// SPDX-License-Identifier: Apache-2.0

/** The side of the child: connects to the boss, registers, and runs the bundles that the boss names. */
package io.bosun.crew.hand;
