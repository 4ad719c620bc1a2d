// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.transport.link.Frame;
import io.bosun.transport.link.FrameKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    private static final int MAX_BODY = 64 * 1024;
    private static final List<Frame> FRAMES = List.of(
            Rig.frame(FrameKind.MEMO, 0, "{\"memo\":\"BOK\"}"),
            Rig.frame(FrameKind.ROUTES, 1, ""),
            Rig.frame(FrameKind.COMMAND, -1, "a command"),
            Rig.frame(FrameKind.REPLY, Long.MIN_VALUE, "a reply"),
            Rig.frame(FrameKind.FAILURE, Long.MAX_VALUE, "a failure"));
    private static final byte[] STREAM = Rig.bytes(FRAMES.toArray(Frame[]::new));

    private final List<Frame> received = new ArrayList<>();

    @Test
    void shouldReadFramesHoweverTheBytesAreCut() throws BadFrameException {
        for (int size = 1; size <= STREAM.length; size++) {
            received.clear();
            FrameReader reader = new FrameReader(FrameReader.Phase.OPEN, MAX_BODY);
            for (int at = 0; at < STREAM.length; at += size) {
                reader.read(ByteBuffer.wrap(STREAM, at, Math.min(size, STREAM.length - at)), received::add);
            }
            assertThat(received).isEqualTo(FRAMES);
            assertThat(reader.isWithin()).isFalse();
        }
    }

    @Test
    @DisplayName("reliability 3: a stream that is cut at any byte gives the frames before the cut only")
    void shouldKnowThatItIsWithinAFrame() throws BadFrameException {
        for (int length = 0; length < STREAM.length; length++) {
            received.clear();
            FrameReader reader = new FrameReader(FrameReader.Phase.OPEN, MAX_BODY);
            reader.read(ByteBuffer.wrap(STREAM, 0, length), received::add);
            assertThat(received).isEqualTo(FRAMES.subList(0, received.size()));
            byte[] whole = Rig.bytes(received.toArray(Frame[]::new));
            assertThat(reader.isWithin()).isEqualTo(whole.length != length);
        }
    }

    @Test
    @DisplayName("reliability 4: no single bit flip gives a wrong frame")
    void shouldNeverMakeAWrongFrameOfAFlippedBit() {
        for (int bit = 0; bit < STREAM.length * 8; bit++) {
            assertOnlyFramesBeforeTheDamage(flip(STREAM.clone(), bit));
        }
    }

    @Test
    @DisplayName("reliability 4: no double bit flip gives a wrong frame")
    void shouldNeverMakeAWrongFrameOfTwoFlippedBits() {
        for (int one = 0; one < STREAM.length * 8; one++) {
            for (int other = one + 1; other < STREAM.length * 8; other += 7) {
                assertOnlyFramesBeforeTheDamage(flip(flip(STREAM.clone(), one), other));
            }
        }
    }

    @Test
    @DisplayName("reliability 1: random bytes and mutated frames give no wrong frame")
    void shouldNeverMakeAFrameOfNoise() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 50_000; round++) {
            byte[] noise = STREAM.clone();
            int changes = 1 + random.nextInt(8);
            for (int i = 0; i < changes; i++) {
                noise[random.nextInt(noise.length)] += (byte) (1 + random.nextInt(255));
            }
            if (!Arrays.equals(noise, STREAM)) {
                assertThat(framesOf(noise)).as("seed %d", seed).isEqualTo(FRAMES.subList(0, received.size()));
            }
        }
    }

    private void assertOnlyFramesBeforeTheDamage(byte[] damaged) {
        List<Frame> frames = framesOf(damaged);
        assertThat(frames).hasSizeLessThan(FRAMES.size()).isEqualTo(FRAMES.subList(0, frames.size()));
    }

    private List<Frame> framesOf(byte[] bytes) {
        received.clear();
        try {
            new FrameReader(FrameReader.Phase.OPEN, MAX_BODY).read(ByteBuffer.wrap(bytes), received::add);
        } catch (BadFrameException noticed) {
            assertThat(noticed.complaint()).isNotNull();
        }
        return received;
    }

    private static byte[] flip(byte[] bytes, int bit) {
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        return bytes;
    }

    @Test
    @DisplayName("reliability 2: a length bomb is refused with its header, before anything is allocated")
    void shouldRefuseLengthBombs() {
        for (int length : new int[] {-1, Integer.MIN_VALUE, MAX_BODY + 1, Integer.MAX_VALUE}) {
            ByteBuffer header = FrameHeader.of(FRAMES.get(0)).putInt(FrameHeader.LENGTH_AT, length);
            // the checksum has not come yet, so there is nothing to be allocated for
            header.limit(FrameHeader.CHECKSUM_AT);
            FrameReader reader = new FrameReader(FrameReader.Phase.OPEN, MAX_BODY);
            assertThatThrownBy(() -> reader.read(header, received::add))
                    .isInstanceOf(BadFrameException.class)
                    .hasMessage("a frame's body is to have " + length + " bytes; at most 65536 are taken");
        }
    }

    @Test
    @DisplayName("reliability 2: a body of length 0 is a body")
    void shouldTakeAnEmptyAndALongestBody() throws BadFrameException {
        Frame empty = new Frame(FrameKind.MEMO, 7, ByteBuffer.allocate(0));
        Frame longest = new Frame(FrameKind.MEMO, 8, ByteBuffer.allocate(MAX_BODY));
        FrameReader reader = new FrameReader(FrameReader.Phase.OPEN, MAX_BODY);
        reader.read(ByteBuffer.wrap(Rig.bytes(empty, longest, empty)), received::add);
        assertThat(received).containsExactly(empty, longest, empty);
    }

    @Test
    @DisplayName("reliability 6: what cannot be right is refused at its first wrong byte")
    void shouldRefuseWithTheFirstWrongByte() {
        assertRefused(new byte[] {'G'}, FrameReader.Phase.OPEN, Complaint.MAGIC);
        assertRefused(new byte[] {FrameHeader.MAGIC_0, 'E'}, FrameReader.Phase.OPEN, Complaint.MAGIC);
        assertRefused(head(2, 3), FrameReader.Phase.OPEN, Complaint.VERSION);
        assertRefused(head(1, 0), FrameReader.Phase.OPEN, Complaint.KIND);
        assertRefused(head(1, 9), FrameReader.Phase.OPEN, Complaint.KIND);
        assertRefused(head(1, 255), FrameReader.Phase.OPEN, Complaint.KIND);
        assertRefused(head(1, FrameKind.COMMAND.code()), FrameReader.Phase.HELLO, Complaint.UNEXPECTED);
        assertRefused(head(1, FrameKind.HELLO.code()), FrameReader.Phase.WELCOME, Complaint.UNEXPECTED);
        assertRefused(head(1, FrameKind.HELLO.code()), FrameReader.Phase.OPEN, Complaint.UNEXPECTED);
        assertRefused(head(1, FrameKind.WELCOME.code()), FrameReader.Phase.OPEN, Complaint.UNEXPECTED);
    }

    @Test
    void shouldTakeSmallFramesOnlyBeforeTheHello() {
        Frame tooLong = new Frame(FrameKind.HELLO, 0, ByteBuffer.allocate(Limits.HELLO_BYTES + 1));
        assertRefused(Rig.bytes(tooLong), FrameReader.Phase.HELLO, Complaint.LENGTH);
    }

    private static byte[] head(int version, int kind) {
        return new byte[] {FrameHeader.MAGIC_0, FrameHeader.MAGIC_1, (byte) version, (byte) kind};
    }

    private void assertRefused(byte[] bytes, FrameReader.Phase phase, Complaint expected) {
        FrameReader reader = new FrameReader(phase, MAX_BODY);
        assertThatThrownBy(() -> reader.read(ByteBuffer.wrap(bytes), received::add))
                .isInstanceOfSatisfying(
                        BadFrameException.class,
                        refused -> assertThat(refused.complaint()).isEqualTo(expected));
        assertThat(received).isEmpty();
    }
}
