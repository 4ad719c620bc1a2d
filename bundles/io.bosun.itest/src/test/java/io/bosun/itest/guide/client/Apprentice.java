// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.guide.client;

import io.bosun.command.CommandRegistry;
import io.bosun.command.HandlerRegistration;
import io.bosun.itest.guide.Sweep;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Registers a handler without a component of its own. */
@Component(service = Apprentice.class, immediate = true)
public class Apprentice {
    private final HandlerRegistration registration;

    @Activate
    public Apprentice(@Reference CommandRegistry registry) {
        registration = registry.register(
                Sweep.class,
                "apprentice",
                (command, context) -> command.corner().length());
    }

    @Deactivate
    void close() {
        registration.close();
    }
}
