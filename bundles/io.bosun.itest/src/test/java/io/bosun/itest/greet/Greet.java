// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.greet;

import io.bosun.command.Command;
import io.bosun.command.Spread;

/** A command that must not run twice; the reply says who answered: {@code 7 by 1.0.0 in 4711}. */
@Spread
public record Greet(int number) implements Command<String> {}
