// SPDX-License-Identifier: Apache-2.0

package io.bosun.codec.cbor;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** One record with everything that is carried, and random values of it. */
record Zoo(
        boolean flag,
        byte small,
        short shorter,
        int number,
        long big,
        float real,
        double precise,
        char letter,
        Integer boxed,
        String text,
        byte[] bytes,
        int[] numbers,
        String[] names,
        Kind kind,
        URI uri,
        UUID uuid,
        Instant instant,
        Duration duration,
        LocalDate day,
        BigInteger huge,
        BigDecimal exact,
        List<Cage> cages,
        Set<Kind> kinds,
        Map<String, List<Long>> lists,
        Map<Kind, Cage> byKind,
        Map<Long, String> byNumber,
        Optional<String> maybe,
        Optional<Cage> maybeCage,
        Pair<String, Pair<Integer, List<Cage>>> pair) {
    enum Kind {
        LION,
        BEAR {
            @Override
            public String toString() {
                return "a bear";
            }
        }
    }

    record Cage(String name, int bars, Cage inner) {}

    record Pair<A, B>(A first, B second) {}

    static Zoo random(Random random) {
        return new Zoo(
                random.nextBoolean(),
                (byte) random.nextInt(),
                (short) random.nextInt(),
                random.nextInt() >> random.nextInt(32),
                random.nextLong() >> random.nextInt(64),
                Float.intBitsToFloat(random.nextInt()),
                Double.longBitsToDouble(random.nextLong()),
                (char) random.nextInt(0xD800),
                orNull(random, random::nextInt),
                orNull(random, () -> text(random)),
                orNull(random, () -> bytes(random)),
                orNull(random, () -> random.ints(random.nextInt(5)).toArray()),
                orNull(random, () -> some(random, () -> text(random)).toArray(String[]::new)),
                orNull(random, () -> kind(random)),
                orNull(random, () -> URI.create("file:/a/%C3%A4/" + random.nextInt())),
                orNull(random, () -> new UUID(random.nextLong(), random.nextLong())),
                orNull(random, () -> Instant.ofEpochSecond(random.nextLong() >> 10, random.nextInt(1_000_000_000))),
                orNull(random, () -> Duration.ofSeconds(random.nextLong(), random.nextInt(1_000_000_000))),
                orNull(random, () -> LocalDate.ofEpochDay(random.nextInt())),
                orNull(random, () -> new BigInteger(200, random)),
                orNull(random, () -> new BigDecimal(new BigInteger(90, random), random.nextInt(2000) - 1000)),
                orNull(random, () -> some(random, () -> orNull(random, () -> cage(random, 5)))),
                orNull(random, () -> new LinkedHashSet<>(some(random, () -> kind(random)))),
                orNull(random, () -> map(random, () -> text(random), () -> some(random, random::nextLong))),
                orNull(random, () -> map(random, () -> kind(random), () -> cage(random, 2))),
                orNull(random, () -> map(random, random::nextLong, () -> text(random))),
                Optional.ofNullable(orNull(random, () -> text(random))),
                Optional.ofNullable(orNull(random, () -> cage(random, 1))),
                orNull(
                        random,
                        () -> new Pair<>(
                                text(random), new Pair<>(random.nextInt(), some(random, () -> cage(random, 1))))));
    }

    /** Equality by value, arrays included. */
    boolean same(Zoo other) {
        return Arrays.equals(bytes, other.bytes)
                && Arrays.equals(numbers, other.numbers)
                && Arrays.equals(names, other.names)
                && withoutArrays().equals(other.withoutArrays());
    }

    private Zoo withoutArrays() {
        return new Zoo(
                flag, small, shorter, number, big, real, precise, letter, boxed, text, null, null, null, kind, uri,
                uuid, instant, duration, day, huge, exact, cages, kinds, lists, byKind, byNumber, maybe, maybeCage,
                pair);
    }

    private static <T> T orNull(Random random, Supplier<T> value) {
        return random.nextInt(8) == 0 ? null : value.get();
    }

    private static <T> List<T> some(Random random, Supplier<T> value) {
        List<T> made = new ArrayList<>();
        IntStream.range(0, random.nextInt(5)).forEach(i -> made.add(value.get()));
        return made;
    }

    private static <K, V> Map<K, V> map(Random random, Supplier<K> key, Supplier<V> value) {
        Map<K, V> made = new LinkedHashMap<>();
        IntStream.range(0, random.nextInt(5)).forEach(i -> made.put(key.get(), value.get()));
        return made;
    }

    private static Kind kind(Random random) {
        return Kind.values()[random.nextInt(2)];
    }

    private static Cage cage(Random random, int depth) {
        return new Cage(
                text(random), random.nextInt(), depth == 0 || random.nextBoolean() ? null : cage(random, depth - 1));
    }

    private static byte[] bytes(Random random) {
        byte[] made = new byte[random.nextInt(2000)];
        random.nextBytes(made);
        return made;
    }

    private static String text(Random random) {
        return random.ints(random.nextInt(40), 0, 0x11000)
                .filter(c -> c < 0xD800 || c > 0xDFFF)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
