// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.life;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.SatisfyingConditionTarget;

/** Would be there while the bus is in RUN, but cannot. */
@Component(immediate = true)
@SatisfyingConditionTarget("(osgi.condition.id=bosun.state.RUN)")
public class Dry {
    @Activate
    void start() {
        throw new IllegalStateException("no water");
    }
}
