// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.BusSubscription;
import io.bosun.lifecycle.LifecycleBus;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.IntConsumer;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Tells the main of this process, where that is one of ours, how to end. In a host container nothing ends. */
@Component(immediate = true)
@BusSubscription(channel = "EXITED", priority = ExitStatus.LAST)
public final class ExitStatus implements BusListener {
    static final int LAST = 100;

    private static final Logger LOG = System.getLogger(ExitStatus.class.getName());

    @Reference(
            target = "(bosun.exit=main)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile IntConsumer main;

    @Override
    public Object on(BusEvent event) {
        IntConsumer told = main;
        if (told != null) {
            // On a thread of its own: the main stops the framework, and that waits for the bus, whose thread this is.
            LifecycleBus bus = event.bus();
            Thread thread = new Thread(() -> tell(told, bus.exitStatus()), "bosun-exit");
            thread.setDaemon(true);
            thread.start();
        }
        return null;
    }

    private static void tell(IntConsumer main, int status) {
        try {
            main.accept(status);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "The main did not take the exit status " + status, e);
        }
    }
}
