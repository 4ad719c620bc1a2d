// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.sets.handler;

import io.bosun.command.CommandContext;
import io.bosun.command.HandlerSet;
import io.bosun.command.Handles;
import io.bosun.command.Serves;
import io.bosun.itest.sets.Divide;
import io.bosun.itest.sets.Multiply;
import org.osgi.service.component.annotations.Component;

/** Inherits, overrides and replaces. */
@Component(service = HandlerSet.class)
@Serves(target = "calculator")
public class Calculator extends Base {
    /** Without a declaration of its own: it keeps that of {@link Base}. */
    @Override
    public String multiply(Multiply command) {
        return "Calculator " + command.a() * command.b();
    }

    @Handles(value = Divide.class, target = "divider")
    public String divide(Divide command, CommandContext context) {
        return context.target() + " " + command.a() / command.b();
    }
}
