// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** Holds signals of the JVM. The only class that touches {@code sun.misc}, which a container need not show us. */
final class JvmSignals implements AutoCloseable {
    private static final Logger LOG = System.getLogger(JvmSignals.class.getName());

    private final Map<Signal, SignalHandler> previous = new LinkedHashMap<>();

    /**
     * Takes what can be taken; what cannot is logged.
     *
     * @param handler gets the name without SIG, on a thread that the JVM starts for each signal
     */
    JvmSignals(Set<String> names, Consumer<String> handler) {
        for (String name : names) {
            take(name, handler);
        }
    }

    private void take(String name, Consumer<String> handler) {
        try {
            Signal signal = new Signal(name);
            previous.put(signal, Signal.handle(signal, caught -> handler.accept(caught.getName())));
            LOG.log(Level.DEBUG, "Listening for {0}", signal);
        } catch (IllegalArgumentException e) {
            LOG.log(Level.WARNING, "Signal " + name + " cannot be taken on this platform: " + e.getMessage());
        }
    }

    Set<Signal> held() {
        return Set.copyOf(previous.keySet());
    }

    /** Gives each signal back to whoever had it before. */
    @Override
    public void close() {
        previous.forEach(Signal::handle);
        previous.clear();
    }
}
