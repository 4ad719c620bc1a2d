// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.BusSubscription;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** On STOP, before the boss ends its hands, the bus refuses new commands and drains. */
@Component
@BusSubscription(channel = "STOP", priority = 10)
public class BusStop implements BusListener {
    private final RoutingCommandBus bus;

    /** Called by Declarative Services. */
    @Activate
    public BusStop(@Reference RoutingCommandBus bus) {
        this.bus = bus;
    }

    @Override
    public Object on(BusEvent event) {
        bus.stop();
        return null;
    }
}
