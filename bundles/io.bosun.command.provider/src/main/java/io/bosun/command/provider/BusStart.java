// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.BusSubscription;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** On START, before anybody else's listener, the bus takes commands. */
@Component
@BusSubscription(channel = "START", priority = 10)
public class BusStart implements BusListener {
    private final RoutingCommandBus bus;

    /** Called by Declarative Services. */
    @Activate
    public BusStart(@Reference RoutingCommandBus bus) {
        this.bus = bus;
    }

    @Override
    public Object on(BusEvent event) {
        bus.accept();
        return null;
    }
}
