// SPDX-License-Identifier: Apache-2.0

package io.bosun.codec.cbor;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** The types of the JDK that are carried as one value. */
final class Scalars {
    private static final int NUMBER_CHARS = 1000;
    private static final int TEXT_CHARS = 65_536;

    private static final Map<Class<?>, Shape> SHAPES = new HashMap<>();
    private static final Map<Class<?>, TextShape> KEYS = new HashMap<>();

    static {
        text(String.class, Integer.MAX_VALUE, s -> s);
        text(URI.class, TEXT_CHARS, URI::create);
        text(UUID.class, TEXT_CHARS, UUID::fromString);
        text(Instant.class, TEXT_CHARS, Instant::parse);
        text(Duration.class, TEXT_CHARS, Duration::parse);
        text(LocalDate.class, TEXT_CHARS, LocalDate::parse);
        text(LocalTime.class, TEXT_CHARS, LocalTime::parse);
        text(LocalDateTime.class, TEXT_CHARS, LocalDateTime::parse);
        text(OffsetDateTime.class, TEXT_CHARS, OffsetDateTime::parse);
        text(BigInteger.class, NUMBER_CHARS, BigInteger::new);
        text(BigDecimal.class, NUMBER_CHARS, BigDecimal::new);
        text(Character.class, 1, s -> s.charAt(0));
        TextShape character = KEYS.get(Character.class);
        SHAPES.put(char.class, new Value((char) 0, character::write, character::read));
        whole(byte.class, Byte.class, Byte.MIN_VALUE, Byte.MAX_VALUE, n -> (byte) (long) n, Byte::valueOf);
        whole(short.class, Short.class, Short.MIN_VALUE, Short.MAX_VALUE, n -> (short) (long) n, Short::valueOf);
        whole(int.class, Integer.class, Integer.MIN_VALUE, Integer.MAX_VALUE, n -> (int) (long) n, Integer::valueOf);
        whole(long.class, Long.class, Long.MIN_VALUE, Long.MAX_VALUE, n -> n, Long::valueOf);
        both(
                float.class,
                Float.class,
                0f,
                (out, v) -> out.generator().writeNumber((float) v),
                in -> number(in).getFloatValue());
        both(
                double.class,
                Double.class,
                0d,
                (out, v) -> out.generator().writeNumber((double) v),
                in -> number(in).getDoubleValue());
        both(boolean.class, Boolean.class, false, (out, v) -> out.generator().writeBoolean((boolean) v), Scalars::bool);
        key(Boolean.class, Scalars::bool);
        SHAPES.put(byte[].class, new Value(null, (out, v) -> out.generator().writeBinary((byte[]) v), Scalars::bytes));
    }

    private Scalars() {}

    /** The shape of a type, or null if it is none of these. */
    static Shape of(Class<?> type) {
        return SHAPES.get(type);
    }

    /** How a type is written as a key of a map, or null if it cannot be one. */
    static TextShape key(Class<?> type) {
        return KEYS.get(type);
    }

    @FunctionalInterface
    private interface Write {
        void apply(Out out, Object value) throws IOException, Misfit;
    }

    @FunctionalInterface
    private interface Read {
        Object apply(In in) throws IOException, Misfit;
    }

    private record Value(Object absent, Write writer, Read reader) implements Shape {
        @Override
        public void write(Out out, Object value) throws IOException, Misfit {
            writer.apply(out, value);
        }

        @Override
        public Object read(In in) throws IOException, Misfit {
            return reader.apply(in);
        }
    }

    private static void text(Class<?> type, int maxChars, Function<String, Object> parse) {
        TextShape shape = new TextShape(type, maxChars, Object::toString, parse);
        SHAPES.put(type, shape);
        KEYS.put(type, shape);
    }

    private static void key(Class<?> type, Function<String, Object> parse) {
        KEYS.put(type, new TextShape(type, NUMBER_CHARS, Object::toString, parse));
    }

    private static void both(Class<?> primitive, Class<?> boxed, Object zero, Write write, Read read) {
        SHAPES.put(primitive, new Value(zero, write, read));
        SHAPES.put(boxed, new Value(null, write, read));
    }

    private static void whole(
            Class<?> primitive,
            Class<?> boxed,
            long least,
            long most,
            Function<Long, Object> narrow,
            Function<String, Object> parse) {
        Write write = (out, v) -> whole(out.generator(), ((Number) v).longValue());
        both(primitive, boxed, narrow.apply(0L), write, in -> {
            in.expect(JsonToken.VALUE_NUMBER_INT, "a whole number");
            long value = in.parser().getLongValue();
            if (value < least || value > most) {
                throw new Misfit(value + " is no " + primitive);
            }
            return narrow.apply(value);
        });
        key(boxed, parse);
    }

    private static void whole(JsonGenerator generator, long value) throws IOException {
        generator.writeNumber(value);
    }

    private static JsonParser number(In in) throws Misfit {
        JsonToken token = in.parser().currentToken();
        if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT) {
            throw in.unexpected("a number");
        }
        return in.parser();
    }

    private static Object bool(In in) throws Misfit {
        return switch (in.parser().currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw in.unexpected("true or false");
        };
    }

    private static Object bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    private static Object bytes(In in) throws IOException, Misfit {
        in.expect(JsonToken.VALUE_EMBEDDED_OBJECT, "bytes");
        return in.parser().getBinaryValue();
    }
}
