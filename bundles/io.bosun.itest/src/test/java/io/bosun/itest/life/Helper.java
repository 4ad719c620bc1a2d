// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.life;

import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.propertytypes.SatisfyingConditionTarget;

/** Is there while the bus "aux" is in RUN. */
@Component(immediate = true)
@SatisfyingConditionTarget("(&(osgi.condition.id=bosun.state.RUN)(bosun.bus=aux))")
public class Helper {
    private final Consumer<String> diary;

    /** Called by Declarative Services. */
    @Activate
    public Helper(@Reference(target = "(itest=diary)") Consumer<String> diary) {
        this.diary = diary;
        diary.accept("helper comes");
    }

    @Deactivate
    void stop() {
        diary.accept("helper goes");
    }
}
