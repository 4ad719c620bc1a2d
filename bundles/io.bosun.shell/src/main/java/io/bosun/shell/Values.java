// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import java.lang.reflect.Array;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/** Text as the value of a command's field. */
final class Values {
    private static final Map<Class<?>, Function<String, Object>> SIMPLE = Map.ofEntries(
            Map.entry(String.class, text -> text),
            Map.entry(CharSequence.class, text -> text),
            Map.entry(Object.class, text -> text),
            Map.entry(boolean.class, Values::bool),
            Map.entry(Boolean.class, Values::bool),
            Map.entry(char.class, Values::character),
            Map.entry(Character.class, Values::character),
            Map.entry(byte.class, Byte::valueOf),
            Map.entry(Byte.class, Byte::valueOf),
            Map.entry(short.class, Short::valueOf),
            Map.entry(Short.class, Short::valueOf),
            Map.entry(int.class, Integer::valueOf),
            Map.entry(Integer.class, Integer::valueOf),
            Map.entry(long.class, Long::valueOf),
            Map.entry(Long.class, Long::valueOf),
            Map.entry(float.class, Float::valueOf),
            Map.entry(Float.class, Float::valueOf),
            Map.entry(double.class, Double::valueOf),
            Map.entry(Double.class, Double::valueOf),
            Map.entry(BigInteger.class, BigInteger::new),
            Map.entry(BigDecimal.class, BigDecimal::new),
            Map.entry(URI.class, URI::create),
            Map.entry(Path.class, Path::of),
            Map.entry(UUID.class, UUID::fromString),
            Map.entry(Duration.class, Duration::parse),
            Map.entry(Instant.class, Instant::parse));

    private Values() {}

    /**
     * Converts; items of lists, sets and arrays are separated by commas.
     *
     * @throws IllegalArgumentException if the text is not of the type, or values of the type cannot be written as text
     */
    static Object of(Type type, String text) {
        if (type instanceof ParameterizedType p) {
            return ofGeneric(p, text);
        }
        if (!(type instanceof Class<?> c)) {
            throw unwritable(type);
        }
        if (SIMPLE.containsKey(c)) {
            return simple(c, text);
        }
        if (c.isEnum()) {
            return constant(c, text);
        }
        if (c.isArray()) {
            return array(c.getComponentType(), text);
        }
        throw unwritable(type);
    }

    private static Object ofGeneric(ParameterizedType type, String text) {
        Type raw = type.getRawType();
        Type item = type.getActualTypeArguments()[0];
        if (raw == Optional.class) {
            return Optional.of(of(item, text));
        }
        List<Object> items = items(text).map(each -> of(item, each)).toList();
        if (raw == Set.class) {
            return new LinkedHashSet<>(items);
        }
        if (raw instanceof Class<?> c && c.isAssignableFrom(List.class)) {
            return items;
        }
        throw unwritable(type);
    }

    private static Object simple(Class<?> type, String text) {
        try {
            return SIMPLE.get(type).apply(text);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("'" + text + "' is no " + type.getSimpleName(), e);
        }
    }

    private static Object constant(Class<?> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> ((Enum<?>) constant).name().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + text + "' is none of " + Arrays.toString(type.getEnumConstants())));
    }

    private static Object array(Class<?> type, String text) {
        Object[] items = items(text).map(each -> of(type, each)).toArray();
        Object array = Array.newInstance(type, items.length);
        for (int i = 0; i < items.length; i++) {
            Array.set(array, i, items[i]);
        }
        return array;
    }

    private static Stream<String> items(String text) {
        return text.isBlank()
                ? Stream.empty()
                : Arrays.stream(text.split(",", -1)).map(String::strip);
    }

    private static IllegalArgumentException unwritable(Type type) {
        return new IllegalArgumentException(
                "a value of type " + type.getTypeName() + " cannot be given in the shell; send this command from code");
    }

    private static Object bool(String text) {
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        throw new IllegalArgumentException();
    }

    private static Object character(String text) {
        if (text.length() == 1) {
            return text.charAt(0);
        }
        throw new IllegalArgumentException();
    }
}
