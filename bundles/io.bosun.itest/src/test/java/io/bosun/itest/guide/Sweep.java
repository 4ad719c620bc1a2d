// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.guide;

import io.bosun.command.Command;

/** Cleans a corner, and says how much dust there was. */
public record Sweep(String corner) implements Command<Integer> {}
