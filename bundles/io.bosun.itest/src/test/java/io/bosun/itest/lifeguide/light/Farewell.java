// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.lifeguide.light;

import io.bosun.itest.lifeguide.Logbook;
import io.bosun.lifecycle.ExitStrategy;
import io.bosun.lifecycle.LifecycleBus;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What is done at the end. */
@Component
public class Farewell implements ExitStrategy {
    private final Logbook logbook;

    @Activate
    public Farewell(@Reference Logbook logbook) {
        this.logbook = logbook;
    }

    @Override
    public void exit(LifecycleBus bus, int status) {
        logbook.write("over, in " + bus.state() + " with status " + status);
    }
}
