// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.BusChannel;
import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.BusPriority;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A method of a set that listens, checked.
 *
 * @param called the declaration that it is called by; that of the object's own class is what runs
 */
record SetMethod(Method called, List<String> channels, int priority) {
    private static final MethodType CALL = MethodType.methodType(Object.class, BusEvent.class);

    /** @param family all declarations that override each other, the nearest first */
    static SetMethod of(List<Method> family) {
        int tagged = 0;
        while (!family.get(tagged).isAnnotationPresent(BusChannel.class)) {
            if (++tagged == family.size()) {
                throw refused(family.get(0), "has a @BusPriority alone: add @BusChannel(\"RUN\"), or take it away");
            }
        }
        Method called = family.stream()
                .filter(each -> Modifier.isPublic(each.getModifiers())
                        && Modifier.isPublic(each.getDeclaringClass().getModifiers()))
                .findFirst()
                .orElseThrow(() -> refused(family.get(0), "cannot be called: make it, and its class, public"));
        Class<?>[] parameters = called.getParameterTypes();
        if (parameters.length > 1 || parameters.length == 1 && parameters[0] != BusEvent.class) {
            throw refused(called, "has other parameters: take none, or one BusEvent");
        }
        return new SetMethod(called, channels(family.get(tagged)), priority(family.subList(0, tagged + 1)));
    }

    private static List<String> channels(Method tagged) {
        List<String> channels = List.of(tagged.getAnnotation(BusChannel.class).value());
        if (channels.isEmpty() || channels.stream().anyMatch(String::isBlank)) {
            throw refused(tagged, "hears " + channels + ": name a channel, such as RUN");
        }
        return channels.stream().distinct().toList();
    }

    /** A priority counts from where the channel is declared, or nearer: a new declaration begins anew. */
    private static int priority(List<Method> declarations) {
        return declarations.stream()
                .filter(each -> each.isAnnotationPresent(BusPriority.class))
                .findFirst()
                .map(each -> each.getAnnotation(BusPriority.class).value())
                .orElse(BusListener.DEFAULT_PRIORITY);
    }

    String name() {
        return called.getName();
    }

    /** The method of an object, as a listener. */
    BusListener bind(Object set) {
        MethodHandle bound;
        try {
            bound = MethodHandles.publicLookup().unreflect(called).bindTo(set);
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(describe(called) + " cannot be called: " + e.getMessage(), e);
        }
        MethodHandle one =
                called.getParameterCount() == 1 ? bound : MethodHandles.dropArguments(bound, 0, BusEvent.class);
        return new Bound(one.asType(CALL), describe(called));
    }

    static IllegalArgumentException refused(Method method, String problem) {
        return new IllegalArgumentException("Listener method " + describe(method) + " " + problem);
    }

    private static String describe(Method method) {
        return method.getDeclaringClass().getName() + "." + method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    private record Bound(MethodHandle call, String name) implements BusListener {
        @Override
        public Object on(BusEvent event) throws Exception {
            try {
                return (Object) call.invokeExact(event);
            } catch (Exception | Error thrown) {
                throw thrown;
            } catch (Throwable thrown) {
                throw new UndeclaredThrowableException(thrown);
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
