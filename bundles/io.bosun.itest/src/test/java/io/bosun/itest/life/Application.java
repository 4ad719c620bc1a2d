// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.life;

import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Knows nothing of the bus; its bundle has a start level of its own. */
@Component(immediate = true)
public class Application {
    private final Consumer<String> diary;

    /** Called by Declarative Services. */
    @Activate
    public Application(@Reference(target = "(itest=diary)") Consumer<String> diary) {
        this.diary = diary;
        diary.accept("application starts");
    }

    @Deactivate
    void stop() {
        diary.accept("application stops");
    }
}
