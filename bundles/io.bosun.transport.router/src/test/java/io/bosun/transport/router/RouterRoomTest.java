// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.transport.AskedEnvelope;
import io.bosun.transport.Berth;
import io.bosun.transport.BerthFixture.Note;
import io.bosun.transport.Envelope;
import io.bosun.transport.link.LinkServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RouterRoomTest {
    private static final Duration LIVE = Duration.ofSeconds(10);
    private static final int MAX_BODY = 2 * 1024 * 1024;
    /** Together more than the backlog of a link, and less than what may wait beyond that. */
    private static final int REPLIES = 8;

    private static final String LONG = "x".repeat(1_500_000);

    @Test
    @DisplayName("Promise 1: answers and routes that a real link had no room for come when a slow reader reads on")
    void shouldSendWhenASlowReaderReadsOn(@TempDir Path directory) throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch stuck = new CountDownLatch(1);
        List<Envelope> arrived = new CopyOnWriteArrayList<>();
        try (Station boss = new Station(100, MAX_BODY, Station.route("slow", "slow/1"));
                Station hand = new Station(100, MAX_BODY, Station.route("echo", "note/1"))) {
            hand.router.setDispatcher((envelope, localOnly) -> arrived.add(envelope));
            boss.router.setDispatcher((envelope, localOnly) -> block(stuck, slow));
            URI address = URI.create("unix:" + directory.resolve("d").resolve("s"));
            try (LinkServer server = boss.listen(address)) {
                hand.connect(server.address(), "h1");
                Berth echo = berth(boss, "echo");
                List<AskedEnvelope> asked = new ArrayList<>();
                for (int i = 0; i < REPLIES; i++) {
                    asked.add(new AskedEnvelope(i, new Note("ask", i)));
                    assertThat(echo.offer(asked.get(i))).isTrue();
                }
                await().atMost(LIVE).until(() -> arrived.size() == REPLIES);
                assertThat(berth(hand, "slow").offer(new AskedEnvelope(99, new Note("stop reading", 0))))
                        .isTrue();
                stuck.await();
                arrived.forEach(each -> each.complete(new Note(LONG, 1)));
                hand.serve(Station.route("echo", "note/1"), Station.route("new", "note/1"));
                slow.countDown();
                for (AskedEnvelope each : asked) {
                    assertThat(each.end().reason()).isNull();
                }
                berth(boss, "new");
            } finally {
                slow.countDown();
            }
        }
    }

    private static void block(CountDownLatch stuck, CountDownLatch slow) {
        stuck.countDown();
        try {
            slow.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Berth berth(Station station, String target) {
        await().atMost(LIVE).until(() -> station.berth(target) != null);
        return station.berth(target);
    }
}
