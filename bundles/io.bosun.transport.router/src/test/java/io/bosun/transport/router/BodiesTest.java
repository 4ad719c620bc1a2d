// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.fail;

import io.bosun.command.Delivery;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.AskedEnvelope;
import io.bosun.transport.Envelope;
import io.bosun.transport.Payload;
import io.bosun.transport.RouteEntry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BodiesTest {
    private static final int ROUNDS = Boolean.getBoolean("bosun.long") ? 10_000_000 : 50_000;

    private static final List<Function<ByteBuffer, Object>> DECODERS =
            List.of(CommandBody::decode, FailureBody::decode, RoutesBody::decode);

    private static final List<RouteEntry> ROUTES = List.of(
            new RouteEntry("scribe", "note/1", Delivery.DIRECT, true, false, "() -> Ä"),
            new RouteEntry("scribe", "all/65535", Delivery.BROADCAST, false, true, ""));

    @Test
    void shouldGiveBackACommand() {
        Payload payload = new Payload(ByteBuffer.wrap(new byte[] {0, 1, 2, 3}, 1, 2));
        AskedEnvelope asked = new AskedEnvelope(-5, payload, Duration.ofSeconds(3), Map.of("a", "1", "b", "ü"), true);
        CommandBody body = CommandBody.decode(CommandBody.encode(asked, payload));
        assertThat(body.id()).isEqualTo(-5);
        assertThat(body.key()).isEqualTo(asked.key());
        assertThat(body.sender()).isEqualTo("asker");
        assertThat(body.headers()).isEqualTo(Map.of("a", "1", "b", "ü"));
        assertThat(body.wantsReply()).isTrue();
        assertThat(body.payload().bytes()).isEqualTo(payload.bytes());
        assertThat(body.deadlineNanos() - System.nanoTime())
                .isBetween(0L, Duration.ofSeconds(3).toNanos());
        AskedEnvelope timeless = new AskedEnvelope(1, payload, null, Map.of(), false);
        CommandBody other = CommandBody.decode(CommandBody.encode(timeless, payload));
        assertThat(other.deadlineNanos()).isEqualTo(Envelope.NO_DEADLINE);
        assertThat(other.wantsReply()).isFalse();
        assertThat(other.control()).isFalse();
    }

    @Test
    void shouldGiveBackThatACommandGoesByTheControlLane() {
        Payload payload = new Payload(ByteBuffer.allocate(0));
        CommandBody body = CommandBody.decode(CommandBody.encode(new UrgentEnvelope(1, payload), payload));
        assertThat(body.control()).isTrue();
        assertThat(body.wantsReply()).isFalse();
    }

    @Test
    void shouldKeepDeadlinesInBounds() {
        for (long nanos : new long[] {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE - 1}) {
            CommandBody body = new CommandBody(1, "k", "s", nanos, true, false, Map.of(), null);
            long left = body.deadlineNanos() - System.nanoTime();
            assertThat(body.deadlineNanos() == Envelope.NO_DEADLINE || left <= 0)
                    .as("%d became %d", nanos, left)
                    .isTrue();
        }
    }

    @Test
    void shouldGiveBackRoutesAndFailures() {
        RoutesBody routes = new RoutesBody(-7, ROUTES);
        assertThat(RoutesBody.decode(routes.encode())).isEqualTo(routes);
        assertThat(FailureBody.decode(FailureBody.encode(Reason.DEADLINE, true, null)))
                .isEqualTo(new FailureBody(Reason.DEADLINE, true, "", "", ""));
        HandlerFailedException far = new HandlerFailedException("k/1", "a.B", "", "stack");
        assertThat(FailureBody.decode(FailureBody.encode("k/1", far, true)))
                .isEqualTo(new FailureBody(null, true, "a.B", "", "stack"));
        ByteBuffer newer = new BodyWriter(8)
                .u8(1)
                .text("NEW_REASON", "")
                .u8(0)
                .text("x", "")
                .toBody();
        assertThat(FailureBody.decode(newer))
                .isEqualTo(new FailureBody(Reason.REFUSED, false, "", "NEW_REASON: x", ""));
    }

    @Test
    @DisplayName("Reliability 2: hostile counts are refused before anything is allocated for them")
    void shouldRefuseHostileCounts() {
        for (int count : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 2}) {
            ByteBuffer bomb = new BodyWriter(8).i64(1).i32(count).u8(0).toBody();
            assertThatIllegalArgumentException().isThrownBy(() -> RoutesBody.decode(bomb));
        }
    }

    @Test
    @DisplayName("Reliability 3: truncation at every byte")
    void shouldRefuseEveryTruncation() {
        byte[] routes = bytes(new RoutesBody(1, ROUTES).encode());
        byte[] failure = bytes(FailureBody.encode(Reason.DEADLINE, true, new Exception("why")));
        for (int length = 0; length < routes.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(routes, 0, length);
            assertThatIllegalArgumentException().isThrownBy(() -> RoutesBody.decode(cut));
        }
        for (int length = 0; length < failure.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(failure, 0, length);
            assertThatIllegalArgumentException().isThrownBy(() -> FailureBody.decode(cut));
        }
    }

    @Test
    @DisplayName("Reliability 1: random and mutated bodies are refused or make sense")
    void shouldSurviveRandomAndMutatedBodies() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Payload payload = new Payload(ByteBuffer.allocate(8));
        List<byte[]> valid = List.of(
                bytes(CommandBody.encode(new AskedEnvelope(1, payload), payload)),
                bytes(FailureBody.encode(Reason.DEADLINE, true, new Exception("why"))),
                bytes(new RoutesBody(1, ROUTES).encode()));
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = valid.get(random.nextInt(valid.size())).clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            if (i % 3 == 0) {
                bytes = new byte[random.nextInt(100)];
                random.nextBytes(bytes);
            }
            survive(bytes, seed, i);
        }
    }

    private static void survive(byte[] bytes, long seed, int round) {
        for (Function<ByteBuffer, Object> each : DECODERS) {
            try {
                assertThat(each.apply(ByteBuffer.wrap(bytes))).isNotNull();
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageMatching("(?s).+");
            } catch (RuntimeException other) {
                fail("seed " + seed + ", round " + round + ": " + Arrays.toString(bytes), other);
            }
        }
    }

    private static byte[] bytes(ByteBuffer body) {
        byte[] bytes = new byte[body.remaining()];
        body.duplicate().get(bytes);
        return bytes;
    }
}
