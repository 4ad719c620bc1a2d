// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.greet.handler;

import io.bosun.command.CommandContext;
import io.bosun.command.CommandHandler;
import io.bosun.itest.greet.Whisper;
import java.util.function.IntConsumer;

/** Tells each command's number to a service of the test, which outlives every version of this class. */
public final class CountedWhisperer implements CommandHandler<Whisper, String> {
    private final IntConsumer ledger;

    /** Called by Declarative Services. */
    public CountedWhisperer(IntConsumer ledger) {
        this.ledger = ledger;
    }

    @Override
    public String handle(Whisper command, CommandContext context) {
        ledger.accept(command.number());
        return Answer.to(command.number());
    }
}
