// SPDX-License-Identifier: Apache-2.0

package org.example.greet;

import io.bosun.command.CommandContext;
import io.bosun.command.CommandHandler;
import io.bosun.command.Handles;
import org.osgi.service.component.annotations.Component;

@Component
@Handles(value = Greet.class, target = "greeter")
public class Greeter implements CommandHandler<Greet, String> {
    @Override
    public String handle(Greet command, CommandContext context) {
        return "Hello " + command.name();
    }
}
