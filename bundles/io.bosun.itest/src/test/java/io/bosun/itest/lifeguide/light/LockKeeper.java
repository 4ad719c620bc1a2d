// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.lifeguide.light;

import io.bosun.itest.lifeguide.Logbook;
import io.bosun.lifecycle.Bus;
import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.BusSubscription;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Hears another bus. */
@Component
@Bus("gate")
@BusSubscription(channel = {"OPEN", "SHUT"})
public class LockKeeper implements BusListener {
    private final Logbook logbook;

    @Activate
    public LockKeeper(@Reference Logbook logbook) {
        this.logbook = logbook;
    }

    @Override
    public Object on(BusEvent event) {
        logbook.write("gate " + event.channel());
        return null;
    }
}
