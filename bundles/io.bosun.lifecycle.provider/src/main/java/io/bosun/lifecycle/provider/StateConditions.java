// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.State;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.condition.Condition;

/**
 * The state of a bus as a condition, one at a time. For one thread after another: whoever opens it, the bus's thread,
 * whoever closes it; the last two may overlap where a listener hangs.
 */
final class StateConditions {
    private final BundleContext context;
    private final String bus;
    private ServiceRegistration<Condition> current;
    private long turns;
    private boolean closed;

    StateConditions(BundleContext context, String bus) {
        this.context = context;
        this.bus = bus;
    }

    /**
     * Replaces the condition of the old state by that of a new one. Components go and come meanwhile, on this thread.
     *
     * @return the new condition; nothing if the bus has moved on meanwhile, or this is closed
     */
    Optional<ServiceReference<Condition>> replace(State state) {
        long turn = drop();
        if (!isTurn(turn)) {
            return Optional.empty();
        }
        ServiceRegistration<Condition> made =
                context.registerService(Condition.class, Condition.INSTANCE, properties(state));
        synchronized (this) {
            if (isTurn(turn)) {
                current = made;
                return Optional.of(made.getReference());
            }
        }
        // A component that came with it had the bus walk on, or it was closed: its time is over.
        made.unregister();
        return Optional.empty();
    }

    /** Takes the condition away until the next state. */
    long drop() {
        ServiceRegistration<Condition> old;
        long turn;
        synchronized (this) {
            turn = ++turns;
            old = current;
            current = null;
        }
        if (old != null) {
            old.unregister();
        }
        return turn;
    }

    void close() {
        synchronized (this) {
            closed = true;
        }
        drop();
    }

    private synchronized boolean isTurn(long turn) {
        return turn == turns && !closed;
    }

    private Dictionary<String, Object> properties(State state) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(Condition.CONDITION_ID, LifecycleBus.STATE_CONDITION + state.name());
        if (!bus.equals(LifecycleBus.DEFAULT_BUS)) {
            properties.put(LifecycleBus.BUS, bus);
        }
        return properties;
    }
}
