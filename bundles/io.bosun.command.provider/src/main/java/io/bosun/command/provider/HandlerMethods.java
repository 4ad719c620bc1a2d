// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandConflictException;
import io.bosun.command.CommandRegistrationException;
import io.bosun.command.CommandSpec;
import io.bosun.command.Delivery;
import io.bosun.command.Handles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects the handler methods of a class: of methods that override each other, the nearest declaration with
 * {@link Handles} says what is handled, and the object's own method is called. Superclasses come before interfaces, an
 * interface after those that extend it, all else as declared.
 */
final class HandlerMethods {
    private static final Comparator<HandlerMethod> ORDER =
            Comparator.comparing((HandlerMethod each) -> each.spec().key()).thenComparing(HandlerMethod::name);

    /** A method and its overridden declarations, the nearest first. */
    private static final class Family {
        private final List<Method> declarations = new ArrayList<>();

        private Method tagged() {
            return declarations.stream()
                    .filter(each -> each.isAnnotationPresent(Handles.class))
                    .findFirst()
                    .orElse(null);
        }
    }

    private final Class<?> type;
    private final Map<String, Family> bySignature = new HashMap<>();
    private final Set<Family> families = new LinkedHashSet<>();

    private HandlerMethods(Class<?> type) {
        this.type = type;
    }

    /**
     * Every handler method of a class, sorted by command key.
     *
     * @throws CommandRegistrationException if a declaration cannot work, or there is none
     * @throws CommandConflictException if two of them disagree
     */
    static List<HandlerMethod> of(Class<?> type) {
        HandlerMethods methods = new HandlerMethods(type);
        try {
            methods.collect();
            return methods.checked();
        } catch (LinkageError | TypeNotPresentException e) {
            throw new CommandRegistrationException(
                    "A method of " + type.getName() + " needs what its bundle cannot load: " + e.getMessage()
                            + "; import its package",
                    e);
        }
    }

    private void collect() {
        Set<Class<?>> interfaces = new LinkedHashSet<>();
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            collect(each);
        }
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
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
        List<Method> bridges = new ArrayList<>();
        for (Method each : declaring.getDeclaredMethods()) {
            if (each.isBridge()) {
                bridges.add(each);
            } else if (!each.isSynthetic()) {
                collect(each);
            }
        }
        for (Method each : bridges) {
            Family bridged = bridged(each, declaring);
            if (bridged == null) {
                // It only makes a method of a superclass public: that one is what it says it is.
                collect(each);
            } else {
                bySignature.putIfAbsent(signature(each), bridged);
            }
        }
    }

    private void collect(Method method) {
        boolean tagged = method.isAnnotationPresent(Handles.class);
        if (Modifier.isStatic(method.getModifiers()) || Modifier.isPrivate(method.getModifiers())) {
            require(!tagged, method, "is static or private: make it a public method of the object");
            return;
        }
        Family family = bySignature.computeIfAbsent(signature(method), s -> new Family());
        family.declarations.add(method);
        families.add(family);
    }

    /** Of which method of the same class a bridge has the erased signature of something it overrides; or null. */
    private Family bridged(Method bridge, Class<?> declaring) {
        return Arrays.stream(declaring.getDeclaredMethods())
                .filter(each -> !each.isBridge() && each.getName().equals(bridge.getName()))
                .filter(each -> fits(bridge.getParameterTypes(), each.getParameterTypes()))
                .filter(each -> bridge.getReturnType().isAssignableFrom(each.getReturnType()))
                .findFirst()
                .map(each -> bySignature.get(signature(each)))
                .orElse(null);
    }

    private static boolean fits(Class<?>[] wide, Class<?>[] narrow) {
        if (wide.length != narrow.length) {
            return false;
        }
        for (int i = 0; i < wide.length; i++) {
            if (!wide[i].isAssignableFrom(narrow[i])) {
                return false;
            }
        }
        return true;
    }

    private List<HandlerMethod> checked() {
        List<HandlerMethod> all = new ArrayList<>();
        for (Family each : families) {
            Method tagged = each.tagged();
            if (tagged != null) {
                all.add(HandlerMethod.of(type, tagged, each.declarations));
            }
        }
        if (all.isEmpty()) {
            throw new CommandRegistrationException(
                    type.getName() + " handles nothing: put @Handles(YourCommand.class) on a public method");
        }
        all.sort(ORDER);
        refuseConflicts(all);
        return all;
    }

    private void refuseConflicts(List<HandlerMethod> all) {
        Map<String, HandlerMethod> byKey = new LinkedHashMap<>();
        Map<String, HandlerMethod> byName = new LinkedHashMap<>();
        for (HandlerMethod each : all) {
            CommandSpec spec = each.spec();
            HandlerMethod other = byKey.putIfAbsent(spec.key(), each);
            if (other != null && spec.delivery() != Delivery.BROADCAST) {
                throw new CommandConflictException("Command " + spec.key() + " is handled by " + other + " and by "
                        + each + ": take @Handles from one of them");
            }
            HandlerMethod same = byName.putIfAbsent(each.name(), each);
            if (same != null) {
                throw new CommandConflictException("Two methods of " + type.getName() + " have the name " + each.name()
                        + ", which is that of a handler: " + same + " answers "
                        + same.spec().key() + " and " + each + " answers " + spec.key() + "; rename one of them");
            }
        }
    }

    private static String signature(Method method) {
        StringBuilder text = new StringBuilder(method.getName()).append('(');
        for (Class<?> each : method.getParameterTypes()) {
            text.append(each.getName()).append(',');
        }
        return text.toString();
    }

    private static void require(boolean condition, Method method, String problem) {
        if (!condition) {
            throw HandlerMethod.refused(method, problem);
        }
    }
}
