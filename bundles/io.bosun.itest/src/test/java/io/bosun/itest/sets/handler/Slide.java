// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.sets.handler;

import io.bosun.command.CommandContext;
import io.bosun.command.CommandHandler;
import io.bosun.command.Handles;
import io.bosun.itest.sets.Multiply;
import org.osgi.service.component.annotations.Component;

/** Disagrees with {@link Calculator}. */
@Component
@Handles(value = Multiply.class, target = "slide")
public class Slide implements CommandHandler<Multiply, String> {
    @Override
    public String handle(Multiply command, CommandContext context) {
        return "Slide " + command.a() * command.b();
    }
}
