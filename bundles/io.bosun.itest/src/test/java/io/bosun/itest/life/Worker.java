// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.life;

import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.BusSubscription;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.propertytypes.SatisfyingConditionTarget;

/** Is there while the default bus is in RUN, and hears RUN. */
@Component(immediate = true)
@SatisfyingConditionTarget("(&(osgi.condition.id=bosun.state.RUN)(!(bosun.bus=*)))")
@BusSubscription(channel = {"RUN", "STOP"})
public class Worker implements BusListener {
    private final Consumer<String> diary;

    /** Called by Declarative Services. */
    @Activate
    public Worker(@Reference(target = "(itest=diary)") Consumer<String> diary) {
        this.diary = diary;
        diary.accept("worker comes");
    }

    @Deactivate
    void stop() {
        diary.accept("worker goes");
    }

    @Override
    public Object on(BusEvent event) {
        diary.accept("worker hears " + event.channel());
        return null;
    }
}
