// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.lifeguide.harbour;

import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.State;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Is there as soon as the bus of the gate is. */
@Component(service = Gate.class)
public class Gate {
    private static final State OPEN = new State("OPEN");
    private static final State SHUT = new State("SHUT");

    private final LifecycleBus bus;

    @Activate
    public Gate(@Reference(target = "(bosun.bus=gate)") LifecycleBus bus) {
        this.bus = bus;
    }

    /** For a ship. */
    public void pass() throws InterruptedException {
        bus.transition(OPEN, "a ship").orThrow();
        bus.transition(SHUT, "it is through").orThrow();
    }
}
