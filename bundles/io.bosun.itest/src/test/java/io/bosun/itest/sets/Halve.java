// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.sets;

import io.bosun.command.Command;

/** Halves; the reply begins with the target. */
public record Halve(int a) implements Command<String> {}
