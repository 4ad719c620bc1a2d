// SPDX-License-Identifier: Apache-2.0

package io.bosun.codec.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import io.bosun.transport.Payload;
import io.bosun.transport.UnencodableException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HostileBytesTest {
    private static final int ROUNDS = Boolean.getBoolean("bosun.long") ? 10_000_000 : 30_000;

    record Bytes(byte[] bytes, String text, List<Integer> list) {}

    record Nest(Nest inner, List<Nest> list) {}

    private final CborCodec codec = new CborCodec(new Limits(100, 100_000));

    @Test
    @DisplayName("Reliability 1: random bytes are refused or fit")
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void shouldSurviveRandomBytes() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            survive(bytes, seed, i);
        }
    }

    @Test
    @DisplayName("Reliability 1: mutated bytes are refused or fit")
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void shouldSurviveMutatedBytes() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] valid = new byte[0];
        for (int i = 0; i < ROUNDS; i++) {
            if (i % 100 == 0) {
                valid = CborCodecTest.bytes(codec.encode(Zoo.random(random)));
            }
            byte[] mutated = valid.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            }
            survive(random.nextInt(4) == 0 ? Arrays.copyOf(mutated, random.nextInt(mutated.length)) : mutated, seed, i);
        }
    }

    @Test
    @DisplayName("Reliability 3: truncation at every byte")
    void shouldRefuseEveryTruncation() {
        byte[] valid = CborCodecTest.bytes(codec.encode(Zoo.random(new Random(4))));
        for (int length = 0; length < valid.length; length++) {
            Payload cut = new Payload(ByteBuffer.wrap(valid, 0, length));
            assertThatExceptionOfType(UnencodableException.class).isThrownBy(() -> codec.decode(cut, Zoo.class));
        }
    }

    @Test
    @DisplayName("Reliability 8: depth bombs")
    void shouldRefuseDepthBombs() {
        byte[] lists = new byte[1_000_000];
        Arrays.fill(lists, (byte) 0x9f);
        byte[] known = repeat("\u00a1einner", 200_000);
        byte[] unknown = repeat("\u00a1awhat!", 200_000);
        for (byte[] bomb : List.of(lists, known, unknown)) {
            assertThatExceptionOfType(UnencodableException.class)
                    .isThrownBy(() -> codec.decode(new Payload(ByteBuffer.wrap(bomb)), Nest.class));
        }
        byte[] inUnknown = new byte[100_000];
        Arrays.fill(inUnknown, (byte) 0x81);
        inUnknown[0] = (byte) 0xa1;
        inUnknown[1] = 0x61;
        inUnknown[2] = 'x';
        assertThatExceptionOfType(UnencodableException.class)
                .isThrownBy(() -> codec.decode(new Payload(ByteBuffer.wrap(inUnknown)), Nest.class));
    }

    @Test
    @DisplayName("Reliability 2: lengths of 2^31-1 and more are refused without allocating them")
    void shouldRefuseHostileLengths() {
        for (int kind : new int[] {0x40, 0x60, 0x80, 0xa0}) {
            for (long length : new long[] {Integer.MAX_VALUE, Integer.MAX_VALUE + 1L, Long.MAX_VALUE, -1}) {
                for (String name : List.of("bytes", "text", "list", "other")) {
                    ByteBuffer bomb = ByteBuffer.allocate(64);
                    bomb.put((byte) 0xa1).put((byte) (0x60 + name.length())).put(name.getBytes());
                    bomb.put((byte) (kind + 27)).putLong(length).putLong(0).flip();
                    assertThatExceptionOfType(UnencodableException.class)
                            .as(name + " of " + length)
                            .isThrownBy(() -> codec.decode(new Payload(bomb), Bytes.class));
                }
            }
        }
    }

    @Test
    void shouldRefuseMoreValuesThanTheLimit() {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        bomb.write(0xa1);
        bomb.write(0x64);
        bomb.writeBytes("list".getBytes());
        bomb.write(0x9f);
        bomb.writeBytes(new byte[200_000]);
        bomb.write(0xff);
        assertThatExceptionOfType(UnencodableException.class)
                .isThrownBy(() -> codec.decode(new Payload(ByteBuffer.wrap(bomb.toByteArray())), Bytes.class))
                .withMessageContaining("maxValues");
    }

    @Test
    void shouldRefuseBytesBehindTheValue() {
        byte[] valid = CborCodecTest.bytes(codec.encode("text"));
        byte[] longer = Arrays.copyOf(valid, valid.length + 1);
        assertThatExceptionOfType(UnencodableException.class)
                .isThrownBy(() -> codec.decode(new Payload(ByteBuffer.wrap(longer)), String.class))
                .withMessageContaining("behind");
    }

    // What Error or other exception a decode lets out would end the thread of somebody else.
    private void survive(byte[] bytes, long seed, int round) {
        try {
            Object read = codec.decode(new Payload(ByteBuffer.wrap(bytes)), Zoo.class);
            if (read != null && !(read instanceof Zoo)) {
                fail("seed " + seed + ", round " + round + ": " + Arrays.toString(bytes) + " became " + read);
            }
        } catch (UnencodableException refused) {
            assertThat(refused).hasMessageContaining("Cannot decode Zoo");
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError other) {
            fail("seed " + seed + ", round " + round + ": " + Arrays.toString(bytes), other);
        }
    }

    private static byte[] repeat(String part, int times) {
        return part.repeat(times).getBytes(StandardCharsets.ISO_8859_1);
    }
}
