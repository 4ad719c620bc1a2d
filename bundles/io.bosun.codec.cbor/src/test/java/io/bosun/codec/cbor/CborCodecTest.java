// SPDX-License-Identifier: Apache-2.0

package io.bosun.codec.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.transport.Payload;
import io.bosun.transport.UnencodableException;
import java.io.File;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class CborCodecTest {
    record DigestFile(URI uri) {}

    record Fleet(Map<String, List<Ship>> ships) {}

    record Ship(Object cargo) {}

    record Odd(Thread thread) {}

    record Pathy(Path path) {}

    record Filed(File file) {}

    record Concrete(ArrayList<String> names) {}

    record Keyed(Map<Ship, String> map) {}

    record Loose(Runnable runnable) {}

    record Node(List<Node> children) {}

    record Strict(int number) {
        Strict {
            if (number < 0) {
                throw new IllegalArgumentException("negative");
            }
        }
    }

    record Moody(int number) {
        @Override
        public int number() {
            throw new AssertionError("not today");
        }
    }

    record Older(String name, int kept) {}

    record Newer(
            int kept,
            List<String> added,
            Optional<String> maybe,
            boolean flag,
            long count,
            char letter,
            Map<String, List<Integer>> more) {}

    record Numbers(int number, byte small) {}

    record Texts(String text, int number) {}

    record Ranges(Instant instant, Duration duration) {}

    private final CborCodec codec = new CborCodec(new Limits(100, 100_000));

    @Test
    void shouldGiveBackWhatWasEncoded() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            Zoo zoo = Zoo.random(random);
            Zoo read = (Zoo) codec.decode(codec.encode(zoo), Zoo.class);
            assertThat(read.same(zoo))
                    .as("seed %d, round %d: %s became %s", seed, i, zoo, read)
                    .isTrue();
        }
    }

    @Test
    void shouldCarryTheEndsOfTime() {
        for (Instant instant : List.of(Instant.MIN, Instant.MAX, Instant.EPOCH, Instant.ofEpochSecond(-1, 1))) {
            for (Duration duration : List.of(
                    Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
                    Duration.ofSeconds(Long.MIN_VALUE),
                    Duration.ofNanos(-1),
                    Duration.ZERO)) {
                Ranges ranges = new Ranges(instant, duration);
                assertThat(codec.decode(codec.encode(ranges), Ranges.class)).isEqualTo(ranges);
            }
        }
    }

    @Test
    void shouldCarryValuesThatAreNoRecords() throws Exception {
        Type list = Types.class.getDeclaredField("list").getGenericType();
        Type map = Types.class.getDeclaredField("map").getGenericType();
        Type maybe = Types.class.getDeclaredField("maybe").getGenericType();
        List<DigestFile> files = List.of(new DigestFile(URI.create("file:/a")), new DigestFile(null));
        assertThat(codec.decode(codec.encode(files), list)).isEqualTo(files);
        assertThat(codec.decode(codec.encode(Map.of(Zoo.Kind.BEAR, Set.of(1))), map))
                .isEqualTo(Map.of(Zoo.Kind.BEAR, Set.of(1)));
        assertThat(codec.decode(codec.encode(Optional.of("x")), maybe)).isEqualTo(Optional.of("x"));
        assertThat(codec.decode(codec.encode(null), maybe)).isEqualTo(Optional.empty());
        assertThat(codec.decode(codec.encode(null), Void.class)).isNull();
        assertThat(codec.decode(codec.encode("text"), String.class)).isEqualTo("text");
        assertThat(codec.decode(codec.encode(Zoo.Kind.BEAR), Zoo.Kind.class)).isEqualTo(Zoo.Kind.BEAR);
        assertThat((int[]) codec.decode(codec.encode(new int[] {1, 2}), int[].class))
                .containsExactly(1, 2);
    }

    @Test
    void shouldCarryGenericRecords() throws Exception {
        Type type = Types.class.getDeclaredField("pair").getGenericType();
        Zoo.Pair<String, List<Strict>> pair = new Zoo.Pair<>("a", List.of(new Strict(1)));
        assertThat(codec.decode(codec.encode(pair), type)).isEqualTo(pair);
        assertThatThrownBy(() -> codec.decode(codec.encode(pair), Zoo.Pair.class))
                .hasMessageContaining("Pair.first")
                .hasMessageContaining("no concrete type");
    }

    @Test
    void shouldReadFromTheMiddleOfABufferAndLeaveItAsItIs() {
        byte[] bytes = bytes(codec.encode(new Strict(7)));
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length + 5)
                .position(3)
                .put(bytes)
                .flip()
                .position(3);
        ByteBuffer heap = ByteBuffer.allocate(bytes.length + 5)
                .position(3)
                .put(bytes)
                .flip()
                .position(3)
                .slice();
        assertThat(codec.decode(new Payload(direct), Strict.class)).isEqualTo(new Strict(7));
        assertThat(codec.decode(new Payload(heap), Strict.class)).isEqualTo(new Strict(7));
        assertThat(direct.position()).isEqualTo(3);
        assertThat(heap.remaining()).isEqualTo(bytes.length);
    }

    static Stream<Object[]> refused() {
        return Stream.of(
                new Object[] {new Odd(Thread.currentThread()), "Odd.thread", "java.lang.Thread"},
                new Object[] {new Odd(null), "Odd.thread", "java.lang.Thread"},
                new Object[] {
                    new Fleet(Map.of("north", List.of(new Ship("x")))), "Fleet.ships[north][0].cargo", "Object"
                },
                new Object[] {new Pathy(Path.of("/tmp")), "Pathy.path", "use java.net.URI"},
                new Object[] {new Filed(new File("/tmp")), "Filed.file", "use java.net.URI"},
                new Object[] {new Concrete(new ArrayList<>()), "Concrete.names", "declare it as List"},
                new Object[] {new Keyed(Map.of()), "Keyed.map", "keys"},
                new Object[] {new Loose(() -> {}), "Loose.runnable", "java.lang.Runnable"},
                new Object[] {new Moody(1), "Moody.number", "AssertionError"},
                new Object[] {new Texts("\ud800", 1), "Texts.text", "surrogate"},
                new Object[] {Thread.currentThread(), "Thread", "use a record"},
                new Object[] {new StringBuilder("getters"), "StringBuilder", "use a record"},
                new Object[] {Map.of(new Ship(1), 2), "key", "use text"});
    }

    @ParameterizedTest
    @MethodSource("refused")
    @DisplayName("A value that cannot be encoded is refused at the sender, naming the field")
    void shouldRefuseWhatIsNotCarriedAndNameWhere(Object value, String path, String what) {
        assertThatExceptionOfType(UnencodableException.class)
                .isThrownBy(() -> codec.encode(value))
                .withMessageContaining(path)
                .withMessageContaining(what);
    }

    @Test
    void shouldRefuseAValueThatHoldsItself() {
        List<Node> children = new ArrayList<>();
        Node node = new Node(children);
        children.add(node);
        assertThatExceptionOfType(UnencodableException.class)
                .isThrownBy(() -> codec.encode(node))
                .withMessageContaining("Node.children[0].children[0]")
                .withMessageContaining("maxDepth=100");
    }

    @Test
    void shouldRefuseMoreValuesThanTheReaderTakes() {
        List<Integer> many = Collections.nCopies(100_001, 1);
        assertThatThrownBy(() -> codec.encode(many))
                .isInstanceOf(UnencodableException.class)
                .hasMessageContaining("maxValues=100000");
    }

    @Test
    @DisplayName("Promise 27: a record's field added or removed is a rolling upgrade")
    void shouldSkipUnknownComponentsAndFillMissingOnes() {
        Newer newer = (Newer) codec.decode(codec.encode(new Older("gone", 5)), Newer.class);
        assertThat(newer).isEqualTo(new Newer(5, null, Optional.empty(), false, 0, (char) 0, null));
        Newer full = new Newer(
                6, List.of("a", "b"), Optional.of("m"), true, 9, 'x', Map.of("k", List.of(1, 2), "l", List.of()));
        assertThat(codec.decode(codec.encode(full), Older.class)).isEqualTo(new Older(null, 6));
    }

    @Test
    void shouldTakeComponentsInAnyOrder() {
        Turned turned = new Turned("first", 7, "between", "text", "last");
        assertThat(codec.decode(codec.encode(turned), Texts.class)).isEqualTo(new Texts("text", 7));
        assertThat(codec.decode(codec.encode(new Texts("text", 7)), Turned.class))
                .isEqualTo(new Turned(null, 7, null, "text", null));
    }

    @Test
    void shouldNameWhereBytesDoNotFit() {
        assertThatThrownBy(() -> codec.decode(codec.encode(new Texts("a", 1)), Swapped.class))
                .isInstanceOf(UnencodableException.class)
                .hasMessageContaining("Swapped.text")
                .hasMessageContaining("VALUE_STRING");
        assertThatThrownBy(() -> codec.decode(codec.encode(new Wide(1, 1000)), Numbers.class))
                .isInstanceOf(UnencodableException.class)
                .hasMessageContaining("Numbers.small")
                .hasMessageContaining("1000");
        assertThatThrownBy(() -> codec.decode(codec.encode(new Wide(1L << 40, 1)), Numbers.class))
                .isInstanceOf(UnencodableException.class)
                .hasMessageContaining("Numbers.number");
        assertThatThrownBy(() -> codec.decode(codec.encode(new Negative(-1)), Strict.class))
                .isInstanceOf(UnencodableException.class)
                .hasMessageContaining("Strict")
                .hasRootCauseMessage("negative");
    }

    record Turned(String before, int number, String between, String text, String after) {}

    record Negative(int number) {}

    record Swapped(int text, String number) {}

    record Wide(long number, long small) {}

    static byte[] bytes(Payload payload) {
        byte[] bytes = new byte[payload.length()];
        payload.bytes().duplicate().get(bytes);
        return bytes;
    }

    /** Holds types. */
    static final class Types {
        List<DigestFile> list;
        Map<Zoo.Kind, Set<Integer>> map;
        Optional<String> maybe;
        Zoo.Pair<String, List<Strict>> pair;
    }
}
