// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.BusSubscription;
import io.bosun.lifecycle.ProcessState;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Ties the bus to the states of the process, before anybody else's listener: on START it takes commands; on STOP, while
 * the hands are still there, it refuses new ones and drains.
 */
@Component
@BusSubscription(
        channel = {"START", "STOP"},
        priority = 10)
public class BusStates implements BusListener {
    private final RoutingCommandBus bus;

    /** Called by Declarative Services. */
    @Activate
    public BusStates(@Reference RoutingCommandBus bus) {
        this.bus = bus;
    }

    @Override
    public Object on(BusEvent event) {
        if (event.channel().equals(ProcessState.START.name())) {
            bus.accept();
        } else {
            bus.stop();
        }
        return null;
    }
}
