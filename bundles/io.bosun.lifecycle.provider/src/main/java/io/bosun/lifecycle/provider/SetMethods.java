// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.BusChannel;
import io.bosun.lifecycle.BusPriority;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects the methods of a set that listen. Of declarations that override each other the nearest one with
 * {@link BusChannel} says what is heard, and the object's own method is called. Superclasses come before interfaces.
 */
final class SetMethods {
    private final Class<?> type;
    private final Map<String, List<Method>> families = new LinkedHashMap<>();

    private SetMethods(Class<?> type) {
        this.type = type;
    }

    /**
     * Returns them by name, so that equal priorities have the same order in each run.
     *
     * @throws IllegalArgumentException if one of them cannot be a listener, or there is none
     */
    static List<SetMethod> of(Class<?> type) {
        SetMethods methods = new SetMethods(type);
        try {
            methods.collect();
            return methods.checked();
        } catch (LinkageError | TypeNotPresentException e) {
            throw new IllegalArgumentException(
                    "A method of " + type.getName() + " needs what its bundle cannot load: " + e.getMessage()
                            + "; import its package",
                    e);
        }
    }

    private void collect() {
        Set<Class<?>> interfaces = new LinkedHashSet<>();
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            collect(each);
            addInterfaces(each, interfaces);
        }
        interfaces.forEach(this::collect);
    }

    private static void addInterfaces(Class<?> of, Set<Class<?>> all) {
        for (Class<?> each : of.getInterfaces()) {
            // The last mention counts: so it comes after all those that extend it.
            all.remove(each);
            all.add(each);
            addInterfaces(each, all);
        }
    }

    private void collect(Class<?> declaring) {
        Map<String, Method> own = new LinkedHashMap<>();
        for (Method each : declaring.getDeclaredMethods()) {
            // A bridge counts only where it is alone: it makes a method of a superclass public.
            own.merge(signature(each), each, (one, other) -> one.isBridge() ? other : one);
        }
        own.forEach((signature, method) -> {
            if (Modifier.isStatic(method.getModifiers()) || Modifier.isPrivate(method.getModifiers())) {
                if (isTagged(method)) {
                    throw SetMethod.refused(method, "is static or private: make it a public method of the object");
                }
            } else {
                families.computeIfAbsent(signature, absent -> new ArrayList<>()).add(method);
            }
        });
    }

    private List<SetMethod> checked() {
        List<SetMethod> all = new ArrayList<>();
        for (List<Method> family : families.values()) {
            if (family.stream().anyMatch(SetMethods::isTagged)) {
                all.add(SetMethod.of(family));
            }
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException(
                    type.getName() + " hears nothing: put @BusChannel(\"RUN\") on a public method");
        }
        all.sort(Comparator.comparing(SetMethod::name));
        return all;
    }

    private static boolean isTagged(Method method) {
        return method.isAnnotationPresent(BusChannel.class) || method.isAnnotationPresent(BusPriority.class);
    }

    private static String signature(Method method) {
        return method.getName() + Arrays.toString(method.getParameterTypes());
    }
}
