// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.pinned;

import io.bosun.command.CommandContext;
import io.bosun.command.CommandHandler;
import io.bosun.command.Handles;
import org.osgi.service.component.annotations.Component;

/** A handler of one command. */
@Component
@Handles(value = Make.class, target = "pinned")
public class Maker implements CommandHandler<Make, Thing> {
    @Override
    public Thing handle(Make command, CommandContext context) {
        return command.thing();
    }
}
