// SPDX-License-Identifier: Apache-2.0

/** A later version: one component has gone, and one is new. */
package io.bosun.itest.shape.grown;
