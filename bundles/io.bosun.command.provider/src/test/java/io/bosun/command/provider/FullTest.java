// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.command.Acceptance;
import io.bosun.command.Command;
import io.bosun.command.DeadLetter;
import io.bosun.command.FullPolicy;
import io.bosun.command.Reason;
import io.bosun.command.WhenFull;
import io.bosun.command.provider.Commands.Tick;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.ServiceRegistration;

/** What becomes of a command that no berth has room for. */
@Timeout(60)
class FullTest {
    private static final int ROOM = 4;

    /** Waits for room. */
    @WhenFull(value = FullPolicy.BLOCK, blockMillis = 10_000)
    public record Patient(int id) implements Command<Void> {}

    /** Waits for room, but not for long. */
    @WhenFull(value = FullPolicy.BLOCK, blockMillis = 20)
    public record Hasty(int id) implements Command<Void> {}

    /** May be lost. */
    @WhenFull(FullPolicy.DROP)
    public record Cheap(int id) implements Command<Void> {}

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final Queue<Integer> ran = new ConcurrentLinkedQueue<>();
    private BusRig rig;

    @AfterEach
    void close() throws Exception {
        gate.countDown();
        rig.close();
    }

    /** Blocks the only handler, and fills its berth. */
    private void fill() throws Exception {
        rig = new BusRig("boss", BusRig.PATIENT, ROOM);
        rig.handle(Tick.class, "desk", (command, context) -> {
            entered.countDown();
            gate.await();
            return null;
        });
        assertThat(rig.bus.send(new Tick(0))).isSameAs(Acceptance.ACCEPTED);
        entered.await();
        while (rig.bus.send(new Tick(1)).isAccepted()) {
            // Until there is no room.
        }
    }

    @Test
    @DisplayName("W-MS-1, W-MS-2: by default the sender is refused, and nothing is stored")
    void shouldRefuseByDefault() throws Exception {
        fill();
        assertThat(rig.bus.send(new Tick(2)).reason()).contains(Reason.REJECTED_FULL);
        assertThat(rig.letters.total()).isZero();
        assertThat(rig.bus.counts().refused()).isEqualTo(2);
    }

    @Test
    @DisplayName(
            "Promise 2: what waits for a handler that is replaced is bounded; the sender is told, and no letter left")
    void shouldRefuseWhatWouldWaitForAHandlerAndKeepTheRest() throws Exception {
        rig = new BusRig("boss", waiting(8), ROOM);
        ServiceRegistration<?> first = rig.handle(Tick.class, "desk", (command, context) -> null);
        first.unregister();
        for (int i = 0; i < 8; i++) {
            assertThat(sendAndLetWait(i)).isSameAs(Acceptance.ACCEPTED);
        }
        for (int i = 8; i < 50; i++) {
            assertThat(sendAndLetWait(i).reason()).contains(Reason.REJECTED_FULL);
        }
        rig.handle(Tick.class, "desk", (command, context) -> {
            ran.add(command.id());
            return null;
        });
        await().atMost(BusRig.LIVE).until(() -> rig.bus.counts().underWay() == 0);
        assertThat(ran).containsExactlyElementsOf(IntStream.range(0, 8).boxed().toList());
        assertThat(rig.letters.total()).isZero();
    }

    private Acceptance sendAndLetWait(int id) {
        Acceptance acceptance = rig.bus.send(new Tick(id));
        await().atMost(BusRig.LIVE)
                .until(() -> rig.registry.targets().stream()
                        .allMatch(each -> each.berths().stream()
                                        .mapToInt(berth -> berth.pending())
                                        .sum()
                                == each.parked()));
        return acceptance;
    }

    /** So many may wait for a handler. */
    private static Settings waiting(int limit) {
        return new Settings(10_000, 10_000, 10_000, 30_000, limit, 10_000, 1_000, 1 << 20, 4, 100_000, 60_000, 256);
    }

    @Test
    void shouldLetTheSenderWaitForRoom() throws Exception {
        fill();
        rig.handle(Patient.class, "desk", (command, context) -> {
            ran.add(command.id());
            return null;
        });
        AtomicReference<Acceptance> taken = new AtomicReference<>();
        Thread sender = new Thread(() -> taken.set(rig.bus.send(new Patient(7))));
        sender.start();
        await().atMost(BusRig.LIVE).until(() -> sender.getState() == Thread.State.TIMED_WAITING);
        assertThat(taken.get()).isNull();
        gate.countDown();
        sender.join();
        assertThat(taken.get()).isSameAs(Acceptance.ACCEPTED);
        await().atMost(BusRig.LIVE).untilAsserted(() -> assertThat(ran).containsExactly(7));
    }

    @Test
    void shouldRefuseWhoHasWaitedInVain() throws Exception {
        fill();
        rig.handle(Hasty.class, "desk", (command, context) -> null);
        assertThat(rig.bus.send(new Hasty(7)).reason()).contains(Reason.REJECTED_FULL);
    }

    @Test
    @DisplayName("W-MS-1: a handler that sends to a full berth never waits, so that two cannot wait for each other")
    void shouldNeverLetABerthWait() throws Exception {
        fill();
        rig.handle(Patient.class, "desk", (command, context) -> null);
        rig.handle(Commands.Ask.class, "other", (command, context) -> {
            rig.bus.send(new Patient(1)).reason().ifPresent(reason -> ran.add(reason.ordinal()));
            return new Commands.Answer("done");
        });
        rig.bus.call(new Commands.Ask(1), BusRig.LIVE);
        assertThat(ran).containsExactly(Reason.REJECTED_FULL.ordinal());
    }

    @Test
    void shouldDropTheNewestAndSaySo() throws Exception {
        fill();
        rig.handle(Cheap.class, "desk", (command, context) -> {
            ran.add(command.id());
            return null;
        });
        assertThat(rig.bus.send(new Cheap(7))).isSameAs(Acceptance.ACCEPTED);
        assertThat(rig.letters.letters())
                .singleElement()
                .extracting(DeadLetter::reason, DeadLetter::mayHaveRun, DeadLetter::target)
                .containsExactly(Reason.REJECTED_FULL, false, "desk");
        gate.countDown();
        await().atMost(BusRig.LIVE).until(() -> rig.bus.counts().underWay() == 0);
        assertThat(ran).isEmpty();
    }
}
