// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.life;

import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.BusSubscription;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.SatisfyingConditionTarget;

/** Would hear RUN, but cannot be made when it is asked for. */
@Component
@SatisfyingConditionTarget("(osgi.condition.id=bosun.state.RUN)")
@BusSubscription(channel = "RUN")
public class DryListener implements BusListener {
    /** Called by Declarative Services. */
    @Activate
    public DryListener() {
        throw new IllegalStateException("no water either");
    }

    @Override
    public Object on(BusEvent event) {
        return null;
    }
}
