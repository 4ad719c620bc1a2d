// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.lifeguide.light;

import io.bosun.itest.lifeguide.Logbook;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.propertytypes.SatisfyingConditionTarget;

/** Is there only while the process is at work. */
@Component(service = NightShift.class, immediate = true)
@SatisfyingConditionTarget("(&(osgi.condition.id=bosun.state.RUN)(!(bosun.bus=*)))")
public class NightShift {
    private final Logbook logbook;

    @Activate
    public NightShift(@Reference Logbook logbook) {
        this.logbook = logbook;
        logbook.write("shift on duty");
    }

    @Deactivate
    void end() {
        logbook.write("shift off duty");
    }
}
