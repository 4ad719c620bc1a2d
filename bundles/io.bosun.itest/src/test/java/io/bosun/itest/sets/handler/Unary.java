// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.sets.handler;

import io.bosun.command.CommandContext;
import io.bosun.command.HandlerSet;
import io.bosun.command.Handles;
import io.bosun.itest.sets.Halve;
import io.bosun.itest.sets.Negate;
import org.osgi.service.component.annotations.Component;

/** Says nothing of all its methods; bnd makes service properties of what the last one says of itself. */
@Component(service = HandlerSet.class)
public class Unary implements HandlerSet {
    @Handles(Negate.class)
    public String negate(Negate command, CommandContext context) {
        return context.target() + " " + -command.a();
    }

    @Handles(value = Halve.class, target = "halver", replaceable = true)
    public String halve(Halve command, CommandContext context) {
        return context.target() + " " + command.a() / 2;
    }
}
