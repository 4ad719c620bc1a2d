// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.lifeguide.light;

import io.bosun.itest.lifeguide.Logbook;
import io.bosun.lifecycle.BusChannel;
import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.BusPriority;
import io.bosun.lifecycle.ListenerSet;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Warms up before the work begins. */
@Component
public class Lamp implements ListenerSet {
    private static final int WARM = 3;

    private final Logbook logbook;

    @Activate
    public Lamp(@Reference Logbook logbook) {
        this.logbook = logbook;
    }

    @BusChannel("START")
    @BusPriority(BusPriority.START_SERVERS)
    public String light(BusEvent event) throws InterruptedException {
        for (int warmth = 0; warmth < WARM && !event.isSuperseded(); warmth++) {
            Thread.sleep(10); // interrupted, too, when the bus is to exit
        }
        logbook.write("lamp lit");
        return "lit";
    }

    @BusChannel("STOP")
    @BusPriority(BusPriority.STOP_SERVERS)
    public void douse() {
        logbook.write("lamp out");
    }
}
