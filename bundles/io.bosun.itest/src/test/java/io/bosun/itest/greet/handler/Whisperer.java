// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.greet.handler;

import io.bosun.command.CommandContext;
import io.bosun.command.CommandHandler;
import io.bosun.itest.greet.Whisper;

/** Answers where it is placed. */
public final class Whisperer implements CommandHandler<Whisper, String> {
    @Override
    public String handle(Whisper command, CommandContext context) {
        return Answer.to(command.number());
    }
}
