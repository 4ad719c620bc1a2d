// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.shape.grown;

import io.bosun.command.CommandContext;
import io.bosun.command.CommandHandler;
import io.bosun.command.Handles;
import org.osgi.service.component.annotations.Component;

/** Tells what it got. */
@Component
@Handles(value = Shaped.class, target = "shaper")
public class Shaper implements CommandHandler<Shaped, String> {
    @Override
    public String handle(Shaped command, CommandContext context) {
        return command.number() + " " + command.urgent();
    }
}
