// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandSpec;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Function;

/**
 * From exactly a class to its route, as flat as a field. What is kept at the class is dropped with {@link #clear}, so
 * that neither pins the other's loader.
 */
final class ClassRoutes {
    private record Known(CommandSpec spec, Route route) {}

    private final Set<Class<?>> seen = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    private final ClassValue<Known> known;

    ClassRoutes(Function<String, Route> routes) {
        this.known = new ClassValue<>() {
            @Override
            protected Known computeValue(Class<?> type) {
                CommandSpec spec = CommandSpec.of(type);
                seen.add(type);
                return new Known(spec, routes.apply(spec.key()));
            }
        };
    }

    Route get(Class<?> type) {
        return known.get(type).route();
    }

    CommandSpec spec(Class<?> type) {
        return known.get(type).spec();
    }

    void clear() {
        List<Class<?>> all;
        synchronized (seen) {
            all = List.copyOf(seen);
            seen.clear();
        }
        all.forEach(known::remove);
    }
}
