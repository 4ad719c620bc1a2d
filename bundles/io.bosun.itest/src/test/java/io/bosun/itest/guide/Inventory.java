// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.guide;

import io.bosun.command.Command;

/** Counts everything by hand, which takes long. */
public record Inventory(int shelves) implements Command<Integer> {}
