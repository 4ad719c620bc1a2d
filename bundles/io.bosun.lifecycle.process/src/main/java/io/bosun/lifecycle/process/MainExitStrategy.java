// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import io.bosun.lifecycle.ExitStrategy;
import io.bosun.lifecycle.LifecycleBus;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.IntConsumer;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Tells the main of this process, where that is one of ours, how to end. In a host container there is none, and nothing
 * ends. Any other strategy goes before this one.
 */
@Component(property = Constants.SERVICE_RANKING + ":Integer=" + Integer.MIN_VALUE)
public final class MainExitStrategy implements ExitStrategy {
    private static final Logger LOG = System.getLogger(MainExitStrategy.class.getName());

    @Reference(
            target = "(bosun.exit=main)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile IntConsumer main;

    @Override
    public void exit(LifecycleBus bus, int status) {
        IntConsumer told = main;
        if (told != null) {
            // On a thread of its own: the main stops the framework, and that waits for the bus, whose thread this is.
            Thread thread = new Thread(() -> tell(told, status), "bosun-exit");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void tell(IntConsumer main, int status) {
        try {
            main.accept(status);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "The main did not take the exit status " + status, e);
        }
    }
}
