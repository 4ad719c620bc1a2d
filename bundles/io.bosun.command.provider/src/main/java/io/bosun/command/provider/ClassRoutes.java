// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandSpec;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Function;

/**
 * From exactly a class to its route, as flat as a field. A class that a handler of this process names is in a table of
 * its own until that handler goes: class and route lie side by side, because with very many commands what is not cached
 * decides what a look costs. Any other class keeps what was found for it, so that neither pins the other's loader.
 */
final class ClassRoutes {
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);
    /** Where a class was, so that a search goes on behind it. */
    private static final Object GONE = new Object();

    private static final int FIRST_SLOTS = 128;
    /** From one class to the next. */
    private static final int STRIDE = 4;

    private static final int ROUTE = 1;
    private static final int STRAIGHT = 2;

    /** What is to be known of a record when one of it is sent. */
    record Known(CommandSpec spec, Route route) {}

    private final Function<CommandSpec, Route> routes;
    private final Set<Class<?>> seen = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    private final ClassValue<Known> known;
    /** Class, route, target, nothing, class ...; its length is a power of two, and at most half of it was ever used. */
    private volatile Object[] handled = new Object[FIRST_SLOTS];
    /** Of these slots, how many are not free any more; guarded by this. */
    private int used;

    private volatile boolean closed;

    ClassRoutes(Function<CommandSpec, Route> routes) {
        this.routes = routes;
        this.known = new ClassValue<>() {
            @Override
            protected Known computeValue(Class<?> type) {
                seen.add(type);
                return find(type);
            }
        };
    }

    private Known find(Class<?> type) {
        CommandSpec spec = CommandSpec.of(type);
        return new Known(spec, routes.apply(spec));
    }

    /** Once closed, nothing is kept any more: a class that lives on would pin this bundle's loader. */
    private Known known(Class<?> type) {
        if (closed) {
            return find(type);
        }
        Known found = known.get(type);
        if (closed) {
            known.remove(type);
        }
        return found;
    }

    /** @throws io.bosun.command.CommandRegistrationException if the class cannot be a command */
    Route route(Class<?> type) {
        Object[] slots = handled;
        int at = find(slots, type);
        Route route = at < 0 ? null : (Route) route(slots, at);
        return route == null ? known(type).route() : route;
    }

    /** All classes that handlers of this process name, for {@link #find}: to be got anew for each command. */
    Object[] handled() {
        return handled;
    }

    /** Where a class is among those that are handled; negative if it is not. */
    static int find(Object[] slots, Class<?> type) {
        int mask = slots.length - 1;
        for (int i = home(type, mask); ; i = i + STRIDE & mask) {
            Object there = SLOT.getAcquire(slots, i);
            if (there == type) {
                return i;
            }
            if (there == null) {
                return -1;
            }
        }
    }

    /** The route of what was found, at which nobody need look yet; null if that is handled no more. */
    static Object route(Object[] slots, int at) {
        return slots[at + ROUTE];
    }

    /** See {@link Route#straight}. */
    static LocalTarget straight(Object[] slots, int at) {
        return (LocalTarget) SLOT.getAcquire(slots, at + STRAIGHT);
    }

    /** @throws io.bosun.command.CommandRegistrationException if the class cannot be a command */
    CommandSpec spec(Class<?> type) {
        return known(type).spec();
    }

    /** A handler of this process names this class. */
    synchronized void handle(Class<?> type, Route route) {
        if (2 * (used + STRIDE) > handled.length) {
            grow();
        }
        put(handled, type, route, null);
    }

    /** Commands of this class, if it is handled, go straight to this target, or by their route if that is null. */
    synchronized void straighten(Class<?> type, LocalTarget target) {
        Object[] slots = handled;
        int at = find(slots, type);
        if (at >= 0) {
            SLOT.setRelease(slots, at + STRAIGHT, target);
        }
    }

    /** No handler names this class any more: whoever asks next looks it up again. */
    synchronized void forget(Class<?> type) {
        Object[] slots = handled;
        int at = find(slots, type);
        if (at >= 0) {
            SLOT.setRelease(slots, at + STRAIGHT, null);
            SLOT.setRelease(slots, at, GONE);
            slots[at + ROUTE] = null;
        }
        known.remove(type);
        seen.remove(type);
    }

    /** Forgets all; whoever still asks is answered. */
    synchronized void close() {
        closed = true;
        handled = new Object[FIRST_SLOTS];
        used = 0;
        List<Class<?>> all;
        synchronized (seen) {
            all = List.copyOf(seen);
            seen.clear();
        }
        all.forEach(known::remove);
    }

    /** Leaves out what has gone. */
    private void grow() {
        Object[] before = handled;
        int living = 0;
        for (int i = 0; i < before.length; i += STRIDE) {
            living += before[i] instanceof Class ? STRIDE : 0;
        }
        Object[] after = new Object[4 * living > before.length ? 2 * before.length : before.length];
        used = 0;
        for (int i = 0; i < before.length; i += STRIDE) {
            if (before[i] instanceof Class<?> type) {
                put(after, type, before[i + ROUTE], before[i + STRAIGHT]);
            }
        }
        handled = after;
    }

    private void put(Object[] slots, Class<?> type, Object route, Object straight) {
        int mask = slots.length - 1;
        int i = home(type, mask);
        while (slots[i] != null && slots[i] != type) {
            i = i + STRIDE & mask;
        }
        used += slots[i] == null ? STRIDE : 0;
        slots[i + ROUTE] = route;
        slots[i + STRAIGHT] = straight;
        SLOT.setRelease(slots, i, type);
    }

    private static int home(Class<?> type, int mask) {
        int hash = type.hashCode();
        return (hash ^ hash >>> 16) * STRIDE & mask;
    }
}
