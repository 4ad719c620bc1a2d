// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.command.provider.Commands.Answer;
import io.bosun.command.provider.Commands.Other;
import io.bosun.command.provider.Commands.Tick;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In which order a berth runs what several threads send to it at once. */
@Timeout(60)
class OrderTest {
    private static final int SENDERS = 4;
    private static final int EACH = 5_000;

    private final Queue<Integer> ran = new ConcurrentLinkedQueue<>();
    private BusRig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new BusRig();
        rig.handle(Tick.class, "desk", (command, context) -> {
            ran.add(command.id());
            return null;
        });
        rig.handle(Other.class, "desk", (command, context) -> {
            ran.add(command.id());
            return new Answer("" + command.id());
        });
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    /** Every third one is asked, so that it goes in an envelope, between others that go without. */
    private void send(int sender) {
        for (int i = 0; i < EACH; ) {
            int id = sender * EACH + i;
            boolean taken = i % 3 == 0
                    ? !rig.bus.ask(new Other(id)).toCompletableFuture().isCompletedExceptionally()
                    : rig.bus.send(new Tick(id)).isAccepted();
            i += taken ? 1 : 0;
        }
    }

    @Test
    @DisplayName("MS-39, W-MS-11 of several senders, each has its own order in a berth; nothing is lost or doubled")
    void shouldKeepTheOrderOfEachSender() throws Exception {
        List<Thread> senders = IntStream.range(0, SENDERS)
                .mapToObj(each -> new Thread(() -> send(each)))
                .toList();
        senders.forEach(Thread::start);
        for (Thread each : senders) {
            each.join();
        }
        await().atMost(BusRig.LIVE).until(() -> rig.bus.counts().underWay() == 0);
        assertThat(ran).hasSize(SENDERS * EACH);
        for (int s = 0; s < SENDERS; s++) {
            int sender = s;
            assertThat(ran.stream().filter(each -> each / EACH == sender))
                    .containsExactlyElementsOf(IntStream.range(sender * EACH, (sender + 1) * EACH)
                            .boxed()
                            .toList());
        }
        assertThat(rig.letters.total()).isZero();
    }
}
