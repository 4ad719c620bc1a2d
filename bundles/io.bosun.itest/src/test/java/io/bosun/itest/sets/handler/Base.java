// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.sets.handler;

import io.bosun.command.CommandContext;
import io.bosun.command.Handles;
import io.bosun.itest.sets.Multiply;
import io.bosun.itest.sets.Shout;
import io.bosun.itest.sets.Subtract;

/** What others inherit. */
public abstract class Base implements Adding {
    @Handles(Subtract.class)
    public String subtract(Subtract command) {
        return "Base " + (command.a() - command.b());
    }

    @Handles(Multiply.class)
    public String multiply(Multiply command) {
        return "Base " + command.a() * command.b();
    }

    @Handles(Shout.class)
    public String hear(Shout command, CommandContext context) {
        return context.target() + " heard " + command.what();
    }
}
