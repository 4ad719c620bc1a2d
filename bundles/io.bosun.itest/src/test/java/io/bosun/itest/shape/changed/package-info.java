// SPDX-License-Identifier: Apache-2.0

/** A later version that the old one does not fit. */
package io.bosun.itest.shape.changed;
