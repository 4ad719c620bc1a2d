// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.lifeguide.light;

import io.bosun.itest.lifeguide.Logbook;
import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.BusSubscription;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Sounds at work. */
@Component
@BusSubscription(channel = {"RUN", "STOP"})
public class FogHorn implements BusListener {
    private final Logbook logbook;

    @Activate
    public FogHorn(@Reference Logbook logbook) {
        this.logbook = logbook;
    }

    @Override
    public Object on(BusEvent event) {
        logbook.write(event.channel().equals("RUN") ? "horn on" : "horn off");
        return null;
    }
}
