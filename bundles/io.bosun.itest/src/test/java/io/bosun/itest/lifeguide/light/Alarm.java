// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.lifeguide.light;

import io.bosun.itest.lifeguide.Logbook;
import io.bosun.lifecycle.BusChannels;
import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.BusSubscription;
import io.bosun.lifecycle.LogLevel;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Hears the log. */
@Component
@BusSubscription(channel = BusChannels.LOG)
public class Alarm implements BusListener {
    private final Logbook logbook;

    @Activate
    public Alarm(@Reference Logbook logbook) {
        this.logbook = logbook;
    }

    @Override
    public Object on(BusEvent event) {
        String message = (String) event.arguments().get(0);
        int level = (Integer) event.arguments().get(1);
        if (level >= LogLevel.ERROR) {
            logbook.write("alarm: " + message);
        }
        return null;
    }
}
