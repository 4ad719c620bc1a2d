// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.lifeguide.light;

import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.BusPriority;
import io.bosun.lifecycle.BusSubscription;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** Needs fuel to start. */
@Component
@BusSubscription(channel = "START", priority = BusPriority.START_MONITORS)
public class Generator implements BusListener {
    @Override
    public Object on(BusEvent event) {
        List<Object> litres = event.bus().publish("fuel");
        if (litres.contains(0)) {
            throw new IllegalStateException("The tank is empty: fill it");
        }
        return litres;
    }
}
