// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandRegistrationException;
import io.bosun.command.HandlerSet;
import io.bosun.command.HandlerStatus.State;
import io.bosun.command.provider.HandlerReader.SetId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * Follows sets of handlers that are services. Their object is got when they come, for its class says what they handle;
 * where it cannot be had, it is tried again after a pause that grows.
 */
final class HandlerSets {
    private static final Logger LOG = System.getLogger(HandlerSets.class.getName());
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 60_000;

    private final BundleContext context;
    private final HandlerReader reader;
    private final RouteTable table;

    HandlerSets(BundleContext context, RouteTable table) {
        this.context = context;
        this.reader = new HandlerReader(context);
        this.table = table;
    }

    void add(ServiceReference<HandlerSet> reference) {
        HandlerGroup group = read(reference);
        table.put(group);
        if (isFailing(group)) {
            LOG.log(Level.ERROR, group.why());
            tryAgain(reference, group, FIRST_PAUSE_MILLIS);
        }
    }

    void remove(ServiceReference<HandlerSet> reference) {
        table.remove(new SetId(reference));
    }

    private void tryAgain(ServiceReference<HandlerSet> reference, HandlerGroup failing, long pauseMillis) {
        Runnable attempt = () -> {
            if (table.read(() -> table.handlers.get(failing.id())) != failing) {
                return;
            }
            HandlerGroup now = read(reference);
            if (isFailing(now)) {
                tryAgain(reference, failing, Math.min(pauseMillis * 2, LONGEST_PAUSE_MILLIS));
            } else {
                table.replace(failing, now);
            }
        };
        // Its activation may block: on a thread of its own, that harms nobody else.
        table.schedule(() -> BusThreads.create(attempt, "bosun-registry-set").start(), pauseMillis);
    }

    private static boolean isFailing(HandlerGroup group) {
        return group.refusal() == State.FAILING;
    }

    private HandlerGroup read(ServiceReference<HandlerSet> reference) {
        SetId id = new SetId(reference);
        HandlerSet set = null;
        String why = "";
        try {
            set = context.getService(reference);
        } catch (RuntimeException | Error thrown) {
            why = ": " + thrown;
        }
        if (set == null) {
            String problem = HandlerReader.owner(reference)
                    + " cannot be activated, so nobody knows what it handles; it is tried again, see the log for why";
            return reader.unread(id, reference, State.FAILING, problem + why);
        }
        try {
            return reader.set(reference, set);
        } catch (CommandRegistrationException e) {
            HandlerReader.unget(context, reference);
            LOG.log(Level.ERROR, "Handlers refused: " + e.getMessage());
            return reader.unread(id, reference, State.INVALID, e.getMessage());
        }
    }
}
