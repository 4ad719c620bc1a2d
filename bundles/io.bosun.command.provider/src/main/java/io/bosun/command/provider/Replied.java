// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.AsyncCommandHandler;
import io.bosun.command.CommandHandler;
import io.bosun.command.CommandRegistrationException;
import io.bosun.command.CommandSpec;
import java.lang.invoke.MethodType;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.concurrent.CompletionStage;

/** Whether what a handler declares fits its command; what generics leave open fits. */
final class Replied {
    private Replied() {}

    /** Whether a method with this return type can answer a command with this reply. */
    static boolean fits(Type returned, Type reply) {
        if (returned == void.class) {
            return reply == Void.class;
        }
        if (returned instanceof Class<?> plain && plain.isPrimitive()) {
            return MethodType.methodType(plain).wrap().returnType() == reply;
        }
        if (CompletionStage.class.isAssignableFrom(raw(returned))) {
            return returned instanceof ParameterizedType stage && isA(stage.getActualTypeArguments()[0], reply);
        }
        return isA(returned, reply);
    }

    /**
     * Checks the class of a handler of one command, as far as it says what it handles.
     *
     * @throws CommandRegistrationException if it handles another command
     */
    static void check(Class<?> handler, CommandSpec spec, Object subject) {
        for (Class<?> each = handler; each != null; each = each.getSuperclass()) {
            for (Type type : each.getGenericInterfaces()) {
                if (type instanceof ParameterizedType declared
                        && (declared.getRawType() == CommandHandler.class
                                || declared.getRawType() == AsyncCommandHandler.class)
                        && declared.getActualTypeArguments()[0] instanceof Class<?> handled
                        && !handled.isAssignableFrom(spec.type())) {
                    throw new CommandRegistrationException(subject + " is annotated with @Handles("
                            + spec.type().getName() + "), but handles " + handled.getName()
                            + ": name the same command in both places");
                }
            }
        }
    }

    private static boolean isA(Type type, Type wanted) {
        if (type instanceof WildcardType wildcard) {
            return wildcard.getLowerBounds().length == 0 && isA(wildcard.getUpperBounds()[0], wanted);
        }
        if (type instanceof TypeVariable<?> || type.equals(wanted)) {
            return true;
        }
        if (type instanceof ParameterizedType some
                && wanted instanceof ParameterizedType other
                && some.getRawType() == other.getRawType()) {
            Type[] its = some.getActualTypeArguments();
            Type[] others = other.getActualTypeArguments();
            for (int i = 0; i < its.length; i++) {
                if (!isA(its[i], others[i])) {
                    return false;
                }
            }
            return true;
        }
        return raw(wanted).isAssignableFrom(raw(type));
    }

    private static Class<?> raw(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        if (type instanceof ParameterizedType some) {
            return (Class<?>) some.getRawType();
        }
        return type instanceof GenericArrayType array
                ? raw(array.getGenericComponentType()).arrayType()
                : Object.class;
    }
}
