// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.sets;

import io.bosun.command.Command;

/** Negates; the reply begins with the target. */
public record Negate(int a) implements Command<String> {}
