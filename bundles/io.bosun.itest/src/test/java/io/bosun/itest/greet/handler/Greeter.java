// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.greet.handler;

import io.bosun.command.CommandContext;
import io.bosun.command.CommandHandler;
import io.bosun.itest.greet.Greet;

/** Answers where it is placed. */
public final class Greeter implements CommandHandler<Greet, String> {
    @Override
    public String handle(Greet command, CommandContext context) {
        return Answer.to(command.number());
    }
}
