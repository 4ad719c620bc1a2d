// SPDX-License-Identifier: Apache-2.0

/**
 * Control documents between boss and hand as strict, compact JSON. A memo is the body of one frame of a link; there is
 * no header of its own, and nothing is cut into grams.
 */
package io.bosun.crew.memo;
