// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.load.handler;

import io.bosun.command.CommandContext;
import io.bosun.command.CommandHandler;
import io.bosun.itest.load.Wake;

/** One of many that have nothing to do. */
public final class Sleeper implements CommandHandler<Wake, Void> {
    @Override
    public Void handle(Wake command, CommandContext context) {
        return null;
    }
}
