// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bosun.transport.link.Frame;
import io.bosun.transport.link.FrameKind;
import io.bosun.transport.link.Link;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HostilePeerTest {
    private final Rig rig;

    HostilePeerTest() throws IOException {
        rig = new Rig();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    @DisplayName("reliability 3: truncation at every byte of every kind of frame closes that link only")
    void shouldSurviveTruncation() throws IOException {
        Link bystander = rig.connect("bystander");
        int links = 1;
        for (FrameKind kind : FrameKind.values()) {
            byte[] whole = kind == FrameKind.HELLO
                    ? Rig.bytes(new Hello("h1", "secret").toFrame())
                    : Rig.bytes(Rig.frame(kind, 1, "body"));
            for (int length = 0; length < whole.length; length++) {
                try (SocketChannel peer = kind == FrameKind.HELLO ? rig.raw() : rig.rawAdmitted("h1")) {
                    Rig.write(peer, Arrays.copyOf(whole, length));
                }
                links += kind == FrameKind.HELLO ? 0 : 1;
            }
        }
        int opened = links;
        await().atMost(Duration.ofSeconds(10)).until(() -> rig.atBoss.closed.size() == opened - 1);
        assertThat(rig.atBoss.frames).isEmpty();
        assertThat(bystander.isOpen()).isTrue();
        assertThat(rig.complaints.count(Complaint.TRUNCATED)).isPositive();
    }

    @Test
    @DisplayName("reliability 4: every single bit flip on a live link gives no wrong frame")
    void shouldSurviveBitFlips() throws IOException {
        Frame right = Rig.frame(FrameKind.COMMAND, 42, "eight by");
        byte[] whole = Rig.bytes(right);
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            try (SocketChannel peer = rig.rawAdmitted("h1")) {
                Rig.write(peer, damaged);
            }
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> rig.atBoss.closed.size() == whole.length * 8);
        assertThat(rig.atBoss.frames).isEmpty();
    }

    @Test
    @DisplayName("reliability 2: length bombs close the link at once")
    void shouldCloseOnLengthBombs() throws IOException {
        for (int length : new int[] {-1, 1024 * 1024 + 1, Integer.MAX_VALUE}) {
            byte[] bomb = Rig.bytes(Rig.frame(FrameKind.COMMAND, 1, ""));
            ByteBuffer.wrap(bomb).putInt(FrameHeader.LENGTH_AT, length);
            try (SocketChannel peer = rig.rawAdmitted("h1")) {
                Rig.write(peer, bomb);
                assertThat(Rig.isCut(peer)).isTrue();
            }
        }
        assertThat(rig.complaints.count(Complaint.LENGTH)).isEqualTo(3);
        assertThat(rig.log.lines).hasSize(1);
    }

    @Test
    @DisplayName(
            "reliability 6: wrong magic, wrong version, TLS hello and HTTP GET are closed, counted and logged once")
    void shouldCloseOnOtherProtocols() throws IOException {
        List<byte[]> others = List.of(
                "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                HexFormat.of().parseHex("16030100a5010000a1030368"),
                HexFormat.of().parseHex("5ab00101"),
                HexFormat.of().parseHex("b05a02010000000000000000"));
        for (byte[] each : others) {
            try (SocketChannel peer = rig.raw()) {
                Rig.write(peer, each);
                assertThat(Rig.isCut(peer)).isTrue();
            }
        }
        assertThat(rig.complaints.count(Complaint.MAGIC)).isEqualTo(3);
        assertThat(rig.complaints.count(Complaint.VERSION)).isEqualTo(1);
        assertThat(rig.log.lines).hasSize(2);
        assertThat(rig.atBoss.opened).isEmpty();
    }

    @Test
    void shouldCloseOnAFrameBeforeTheHello() throws IOException {
        try (SocketChannel peer = rig.raw()) {
            Rig.write(peer, Rig.bytes(Rig.frame(FrameKind.COMMAND, 1, "too early")));
            assertThat(Rig.isCut(peer)).isTrue();
        }
        assertThat(rig.complaints.count(Complaint.UNEXPECTED)).isEqualTo(1);
        assertThat(rig.atBoss.frames).isEmpty();
    }

    @Test
    void shouldCloseOnASecondHello() throws IOException {
        try (SocketChannel peer = rig.rawAdmitted("h1")) {
            Rig.write(peer, Rig.bytes(new Hello("h2", "secret").toFrame()));
            assertThat(Rig.isCut(peer)).isTrue();
        }
        assertThat(rig.complaints.count(Complaint.UNEXPECTED)).isEqualTo(1);
    }

    @Test
    @DisplayName("reliability 5: a half-open connection is cut, even one that sends a byte now and then")
    void shouldCutHalfOpenConnections() throws IOException {
        byte[] hello = Rig.bytes(new Hello("h1", "secret").toFrame());
        try (Rig impatient = new Rig(new Limits(1024, 1024, 100));
                SocketChannel silent = impatient.raw();
                SocketChannel slow = impatient.raw()) {
            Rig.write(slow, Arrays.copyOf(hello, 1));
            assertThat(Rig.isCut(silent)).isTrue();
            assertThat(Rig.isCut(slow)).isTrue();
            assertThat(impatient.complaints.count(Complaint.HALF_OPEN)).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("reliability 5: a crowd without a hello keeps nobody out")
    void shouldLetAHandThroughACrowd() throws IOException {
        List<SocketChannel> crowd = new ArrayList<>();
        try {
            for (int i = 0; i < 4 * Limits.HALF_OPEN; i++) {
                crowd.add(rig.raw());
            }
            assertThat(rig.connect("h1").isOpen()).isTrue();
            assertThat(rig.complaints.count(Complaint.CROWDED) + rig.complaints.count(Complaint.HALF_OPEN))
                    .isGreaterThanOrEqualTo(crowd.size() - Limits.HALF_OPEN);
        } finally {
            for (SocketChannel each : crowd) {
                each.close();
            }
        }
    }

    @Test
    @DisplayName("reliability 7: a wrong, stolen or replayed token is refused")
    void shouldRefuseTokensThatAreNotGood() throws IOException {
        Link good = rig.connect("h1");
        for (String[] each : new String[][] {{"h1", "secret"}, {"h2", "secret"}, {"h1", ""}, {"", ""}}) {
            assertThatThrownBy(() -> rig.hand.connect(rig.address, each[0], each[1]))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("refused '" + each[0] + "'")
                    .hasMessageNotContaining("secret");
        }
        assertThat(rig.complaints.count(Complaint.REFUSED)).isEqualTo(4);
        assertThat(rig.log.lines).hasSize(1).first().asString().doesNotContain("secret");
        assertThat(rig.atBoss.opened).hasSize(1);
        assertThat(good.isOpen()).isTrue();
    }

    @Test
    void shouldRefuseWhereTheGateFails() throws IOException {
        rig.server.close();
        rig.boss.listen(rig.address, (name, token) -> {
            throw new AssertionError("gate");
        });
        assertThatThrownBy(() -> rig.connect("h1"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("refused");
        assertThat(rig.atBoss.opened).isEmpty();
    }

    @Test
    void shouldCloseALinkWhoseListenerThrows() throws IOException {
        Link bystander = rig.connect("bystander");
        Link link = rig.connect("h1");
        rig.atBoss.whenReceived = (from, frame) -> {
            throw new StackOverflowError("listener");
        };
        link.send(Rig.frame(FrameKind.COMMAND, 1, "boom"));
        rig.atHand.awaitClosed(link);
        assertThat(bystander.isOpen()).isTrue();
        assertThat(rig.complaints.count(Complaint.FAILURE)).isEqualTo(1);
    }
}
