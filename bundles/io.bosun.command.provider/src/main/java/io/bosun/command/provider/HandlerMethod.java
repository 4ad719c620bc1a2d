// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.AsyncCommandHandler;
import io.bosun.command.Command;
import io.bosun.command.CommandContext;
import io.bosun.command.CommandHandler;
import io.bosun.command.CommandRegistrationException;
import io.bosun.command.CommandSpec;
import io.bosun.command.Handles;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * A method that answers a command, checked whole.
 *
 * @param called the declaration that it is called by; that of the object's own class is what runs
 * @param handles what the nearest annotation says
 */
record HandlerMethod(Method called, Handles handles, CommandSpec spec) {
    private static final MethodType CALL = MethodType.methodType(Object.class, Object.class, Object.class);

    /**
     * Checks a method of a class.
     *
     * @param tagged the nearest declaration with the annotation
     * @param declarations all that override each other, the nearest first
     */
    static HandlerMethod of(Class<?> type, Method tagged, List<Method> declarations) {
        Method called = declarations.stream()
                .filter(each -> Modifier.isPublic(each.getModifiers())
                        && Modifier.isPublic(each.getDeclaringClass().getModifiers()))
                .findFirst()
                .orElseThrow(() -> refused(tagged, "cannot be called: make it, and its class, public"));
        Handles handles = tagged.getAnnotation(Handles.class);
        CommandSpec spec = spec(type, tagged, handles);
        checkParameters(called, spec);
        if (!Replied.fits(called.getGenericReturnType(), spec.replyType())) {
            throw refused(
                    called,
                    "returns " + called.getGenericReturnType().getTypeName() + ": return "
                            + spec.replyType().getTypeName() + ", the reply of " + spec.name()
                            + ", or a CompletionStage of it");
        }
        return new HandlerMethod(called, handles, spec);
    }

    String name() {
        return called.getName();
    }

    /** The method of an object, in the form of a handler of one command. */
    Object bind(Object set) {
        MethodHandle bound;
        try {
            bound = MethodHandles.publicLookup().unreflect(called).bindTo(set);
        } catch (IllegalAccessException e) {
            throw new CommandRegistrationException(describe(called) + " cannot be called: " + e.getMessage(), e);
        }
        MethodHandle two = bound.type().parameterCount() == 2
                ? bound
                : MethodHandles.dropArguments(bound, 1, CommandContext.class);
        MethodHandle call = two.asType(CALL);
        return CompletionStage.class.isAssignableFrom(called.getReturnType())
                ? new Later(call, toString())
                : new Now(call, toString());
    }

    @Override
    public String toString() {
        return describe(called);
    }

    static CommandRegistrationException refused(Method method, String problem) {
        return new CommandRegistrationException("Handler method " + describe(method) + " " + problem);
    }

    private static CommandSpec spec(Class<?> type, Method tagged, Handles handles) {
        try {
            CommandSpec spec = CommandSpec.of(handles.value());
            // Loads the classes of its components: what is missing is told now, not at the first command.
            spec.schema();
            return spec;
        } catch (LinkageError | TypeNotPresentException e) {
            throw new CommandRegistrationException(
                    "Handler method " + describe(tagged) + " of " + type.getName()
                            + " handles a command of which its bundle lacks a part: " + e.getMessage()
                            + "; import its package",
                    e);
        } catch (CommandRegistrationException e) {
            throw new CommandRegistrationException(
                    "Handler method " + describe(tagged) + " handles what is no command: " + e.getMessage(), e);
        }
    }

    private static void checkParameters(Method method, CommandSpec spec) {
        Class<?>[] types = method.getParameterTypes();
        boolean fits = types.length > 0 && types.length < 3 && types[0].isAssignableFrom(spec.type());
        if (!fits || types.length == 2 && types[1] != CommandContext.class) {
            throw refused(
                    method,
                    "has other parameters: take (" + spec.type().getSimpleName() + ") or ("
                            + spec.type().getSimpleName() + ", CommandContext)");
        }
    }

    private static String describe(Method method) {
        return method.getDeclaringClass().getName() + "." + method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    /** Whatever a method throws, declared or not, goes to the asker as it is. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException thrown(Throwable thrown) throws T {
        throw (T) thrown;
    }

    private record Now(MethodHandle call, String name) implements CommandHandler<Command<Object>, Object> {
        @Override
        public Object handle(Command<Object> command, CommandContext context) {
            try {
                return (Object) call.invokeExact((Object) command, (Object) context);
            } catch (Throwable thrown) {
                throw HandlerMethod.<RuntimeException>thrown(thrown);
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private record Later(MethodHandle call, String name) implements AsyncCommandHandler<Command<Object>, Object> {
        @Override
        @SuppressWarnings("unchecked")
        public CompletionStage<Object> handle(Command<Object> command, CommandContext context) {
            try {
                return (CompletionStage<Object>) (Object) call.invokeExact((Object) command, (Object) context);
            } catch (Throwable thrown) {
                throw HandlerMethod.<RuntimeException>thrown(thrown);
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
