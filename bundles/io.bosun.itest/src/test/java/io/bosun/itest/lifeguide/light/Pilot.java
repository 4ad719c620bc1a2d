// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.lifeguide.light;

import io.bosun.itest.lifeguide.Logbook;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.propertytypes.SatisfyingConditionTarget;

/** Is there only while the gate is open. */
@Component(service = Pilot.class, immediate = true)
@SatisfyingConditionTarget("(&(osgi.condition.id=bosun.state.OPEN)(bosun.bus=gate))")
public class Pilot {
    private final Logbook logbook;

    @Activate
    public Pilot(@Reference Logbook logbook) {
        this.logbook = logbook;
        logbook.write("pilot on board");
    }

    @Deactivate
    void end() {
        logbook.write("pilot ashore");
    }
}
