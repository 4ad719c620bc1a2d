// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.lifeguide.light;

import io.bosun.itest.lifeguide.Logbook;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.Subscription;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Comes at any time, and asks whether it is late. */
@Component(service = Visitors.class, immediate = true)
public class Visitors {
    private final AtomicBoolean shown = new AtomicBoolean();
    private final Logbook logbook;
    private final Subscription subscription;

    @Activate
    public Visitors(@Reference(target = "(bosun.bus=default)") LifecycleBus bus, @Reference Logbook logbook) {
        this.logbook = logbook;
        subscription = bus.subscribe("RUN", event -> show());
        if (bus.state().equals(ProcessState.RUN)) {
            show(); // nobody tells what has been before
        }
    }

    @Deactivate
    void leave() {
        subscription.close();
    }

    private Object show() {
        if (shown.compareAndSet(false, true)) {
            logbook.write("visitors shown around");
        }
        return null;
    }
}
