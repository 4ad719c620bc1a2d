// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.guide.client;

import io.bosun.command.Command;
import io.bosun.command.CommandRegistry;
import io.bosun.command.CommandRoute;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Knows who does what. */
@Component(service = Foreman.class)
public class Foreman {
    private final CommandRegistry registry;

    @Activate
    public Foreman(@Reference CommandRegistry registry) {
        this.registry = registry;
    }

    /** Where a command goes, and why. */
    public String explain(Class<? extends Command<?>> command) {
        Optional<CommandRoute> route = registry.explain(command).route();
        List<String> why = registry.explain(command).why();
        return route.map(CommandRoute::target).orElse("nowhere") + ": " + String.join("; ", why);
    }
}
