// SPDX-License-Identifier: Apache-2.0

/** Control documents between boss and hand as strict, compact JSON. */
package io.bosun.crew.memo;
