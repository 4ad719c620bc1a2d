// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.guide;

/** What was taken. */
public record Reservation(String item, int count, int left) {}
