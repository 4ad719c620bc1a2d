// SPDX-License-Identifier: Apache-2.0

/** The command as it is sent. */
package io.bosun.itest.shape.first;
