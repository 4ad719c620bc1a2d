// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a command's record declares about itself, read once from its annotations.
 *
 * @param name the name on the wire, see {@link CommandName}
 * @param version the major version, from 1 to 65 535
 * @param type the record
 * @param replyType the R of {@code Command<R>}, in the record's class space
 * @param delivery to whom it goes
 * @param spread whether its target may have several berths
 * @param policy how it is to be carried
 */
@ProviderType
public record CommandSpec(
        String name,
        int version,
        Class<?> type,
        Type replyType,
        Delivery delivery,
        boolean spread,
        CommandPolicy policy) {

    private static final Pattern NAME = Pattern.compile("[\\w.$-]{1,200}");

    /**
     * Reads the declaration of a command.
     *
     * @throws CommandRegistrationException if the class is not a public record that implements {@link Command} with a
     *     concrete reply type, or one of its annotations has a value out of range
     */
    public static CommandSpec of(Class<?> type) {
        require(type.isRecord(), type, "is not a record: declare it as 'record X(...) implements Command<Reply>'");
        require(Command.class.isAssignableFrom(type), type, "does not implement " + Command.class.getName());
        require(Modifier.isPublic(type.getModifiers()), type, "is not public: make the record public");
        CommandName named = type.getAnnotation(CommandName.class);
        String name = named == null ? type.getName() : named.value();
        require(
                NAME.matcher(name).matches(),
                type,
                "has the invalid name '" + name + "': use letters, digits, . - _ $");
        CommandVersion versioned = type.getAnnotation(CommandVersion.class);
        int version = versioned == null ? 1 : versioned.value();
        require(version >= 1 && version <= 65_535, type, "has version " + version + ": use 1 to 65535");
        Type replyType = replyType(type);
        require(type.getTypeParameters().length == 0, type, "has type parameters: a command cannot be generic");
        Delivered delivered = type.getAnnotation(Delivered.class);
        return new CommandSpec(
                name,
                version,
                type,
                replyType,
                delivered == null ? Delivery.DIRECT : delivered.value(),
                type.isAnnotationPresent(Spread.class),
                policy(type));
    }

    /** Name and major version, {@code name/1}: the identity of the command outside its class loader. */
    public String key() {
        return name + "/" + version;
    }

    /** Fields and reply as text, {@code (uri: java.net.URI) -> org.example.Digest}: for people and for comparison. */
    public String schema() {
        return Arrays.stream(type.getRecordComponents())
                        .map((RecordComponent c) ->
                                c.getName() + ": " + c.getGenericType().getTypeName())
                        .collect(Collectors.joining(", ", "(", ")"))
                + " -> " + replyType.getTypeName();
    }

    private static CommandPolicy policy(Class<?> type) {
        Deadline deadline = type.getAnnotation(Deadline.class);
        long millis = deadline == null ? 0 : deadline.millis();
        require(deadline == null || millis > 0, type, "has a deadline of " + millis + " ms: use more than 0");
        Retry retry = type.getAnnotation(Retry.class);
        WhenFull full = type.getAnnotation(WhenFull.class);
        CommandPolicy none = CommandPolicy.DEFAULT;
        try {
            CommandPolicy policy = new CommandPolicy(
                    millis,
                    type.isAnnotationPresent(Idempotent.class),
                    retry == null ? 0 : retry.count(),
                    retry == null ? 0 : retry.delayMillis(),
                    retry == null ? 0 : retry.maxDelayMillis(),
                    retry == null ? 0 : retry.jitter(),
                    full == null ? none.whenFull() : full.value(),
                    full == null ? none.blockMillis() : full.blockMillis(),
                    type.isAnnotationPresent(Control.class));
            // One for all that declare nothing: there may be very many of them.
            return policy.equals(none) ? none : policy;
        } catch (CommandRegistrationException e) {
            throw refused(type, "has an annotation that cannot be: " + e.getMessage());
        }
    }

    private static Type replyType(Class<?> type) {
        for (Type each : type.getGenericInterfaces()) {
            if (each instanceof ParameterizedType p && p.getRawType() == Command.class) {
                Type reply = p.getActualTypeArguments()[0];
                require(isConcrete(reply), type, "has the reply type " + reply.getTypeName() + ": name a concrete one");
                return reply;
            }
        }
        throw refused(type, "must implement Command<Reply> itself, with its reply type");
    }

    private static boolean isConcrete(Type type) {
        if (type instanceof ParameterizedType p) {
            return Arrays.stream(p.getActualTypeArguments()).allMatch(CommandSpec::isConcrete);
        }
        if (type instanceof GenericArrayType a) {
            return isConcrete(a.getGenericComponentType());
        }
        return !(type instanceof TypeVariable<?>) && !(type instanceof WildcardType);
    }

    private static void require(boolean condition, Class<?> type, String problem) {
        if (!condition) {
            throw refused(type, problem);
        }
    }

    private static CommandRegistrationException refused(Class<?> type, String problem) {
        return new CommandRegistrationException("Command " + type.getName() + " " + problem);
    }
}
