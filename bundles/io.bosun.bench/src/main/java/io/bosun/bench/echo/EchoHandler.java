// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.echo;

import io.bosun.command.CommandContext;
import io.bosun.command.CommandHandler;

/** Answers at once. */
public final class EchoHandler implements CommandHandler<Echo, Echoed> {
    @Override
    public Echoed handle(Echo command, CommandContext context) {
        return new Echoed(command.number(), command.text());
    }
}
