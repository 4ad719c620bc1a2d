// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.command.Acceptance;
import io.bosun.command.BusCounts;
import io.bosun.command.Command;
import io.bosun.command.provider.Commands.News;
import io.bosun.command.provider.Commands.Tick;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.ServiceRegistration;

/** Commands that pass by their route as long as there is nothing to it, and must not once there is. */
@Timeout(60)
class StraightTest {
    /** One that nobody handles at first. */
    public record Job(int id) implements Command<Void> {}

    private final List<Integer> ran = new CopyOnWriteArrayList<>();
    private final List<Boolean> limited = new CopyOnWriteArrayList<>();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private BusRig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new BusRig();
        handle();
    }

    @AfterEach
    void close() throws Exception {
        release.countDown();
        rig.close();
    }

    private ServiceRegistration<?> handle() {
        return rig.handle(Tick.class, "desk", (command, context) -> {
            if (command.id() < 0) {
                entered.countDown();
                release.await();
            }
            limited.add(context.remainingNanos() < Long.MAX_VALUE);
            ran.add(command.id());
            return null;
        });
    }

    private void send(int id) {
        assertThat(rig.bus.send(new Tick(id))).isSameAs(Acceptance.ACCEPTED);
    }

    private LocalTarget straight() {
        Object[] handled = rig.registry.table().handled();
        int at = ClassRoutes.find(handled, Tick.class);
        return at < 0 ? null : ClassRoutes.straight(handled, at);
    }

    private void awaitRan(Integer... ids) {
        await().atMost(BusRig.LIVE).untilAsserted(() -> assertThat(ran).containsExactly(ids));
    }

    @Test
    @DisplayName("A deadline that is configured holds for the next command, and for none after it has gone")
    void shouldHeedADeadlineAtOnce() {
        assertThat(straight()).isNotNull();
        send(1);
        ServiceRegistration<?> configured = rig.configure(Tick.class.getName(), "deadlineMillis", 10_000L);
        send(2);
        configured.unregister();
        send(3);
        awaitRan(1, 2, 3);
        assertThat(limited).containsExactly(false, true, false);
    }

    @Test
    @DisplayName("A command that is configured for the control lane overtakes those that were sent before")
    void shouldHeedTheControlLaneAtOnce() throws Exception {
        send(-1);
        entered.await();
        send(1);
        ServiceRegistration<?> configured = rig.configure(Tick.class.getName(), "control", true);
        send(2);
        configured.unregister();
        send(3);
        release.countDown();
        awaitRan(-1, 2, 1, 3);
    }

    /** Has the handler of a command that it still runs unregistered by another thread. */
    private <C extends Command<Void>> void retire(Class<C> type, C command) throws Exception {
        ServiceRegistration<?> handler = rig.handle(type, "stuck", (ignored, context) -> {
            entered.countDown();
            for (boolean released = false; !released; ) {
                try {
                    release.await();
                    released = true;
                } catch (InterruptedException again) {
                    // It ignores that.
                }
            }
            return null;
        });
        assertThat(rig.bus.send(command)).isSameAs(Acceptance.ACCEPTED);
        entered.await();
        new Thread(handler::unregister).start();
        RouteTable table = rig.registry.table();
        await().atMost(BusRig.LIVE)
                .until(() -> table.handlers.groups().stream()
                        .flatMap(each -> each.members().stream())
                        .noneMatch(each -> each.target().equals("stuck")));
    }

    @Test
    @DisplayName("Promise 1: a broadcast reaches a berth that comes while the handler of its class retires")
    void shouldReachABerthThatComesWhileAHandlerRetires() throws Exception {
        retire(News.class, new News(1));
        PeerBerth peer = rig.add(new PeerBerth("b", "h1", 100, News.class));
        assertThat(rig.bus.send(new News(2)).isAccepted()).isTrue();
        assertThat(peer.size()).isEqualTo(1);
    }

    @Test
    @DisplayName("A deadline that is configured while a handler retires holds for what is sent then")
    void shouldHeedADeadlineWhileAHandlerRetires() throws Exception {
        retire(Job.class, new Job(1));
        rig.configure(Job.class.getName(), "deadlineMillis", 10_000L);
        assertThat(rig.bus.send(new Job(2)).isAccepted()).isTrue();
        release.countDown();
        rig.handle(Job.class, "stuck", (command, context) -> {
            limited.add(context.remainingNanos() < Long.MAX_VALUE);
            return null;
        });
        await().atMost(BusRig.LIVE).untilAsserted(() -> assertThat(limited).containsExactly(true));
    }

    @Test
    @DisplayName("Nothing goes straight to a bus that stops, nor is it counted as accepted")
    void shouldRefuseWhatComesAfterTheStop() {
        send(1);
        awaitRan(1);
        rig.bus.stop();
        assertThat(rig.bus.send(new Tick(2)).isAccepted()).isFalse();
        assertThat(rig.bus.counts()).isEqualTo(new BusCounts(1, 1, 0, 0, 1));
        rig.bus.accept();
        send(3);
        awaitRan(1, 3);
    }

    @Test
    @DisplayName("Nothing goes straight while a command of another route waits for its berth")
    void shouldGoByItsRouteWhileSomethingIsQueued() {
        rig.configure(Commands.Other.class.getName());
        rig.bus.ask(new Commands.Other(1));
        assertThat(rig.registry.table().junction().isQueued()).isTrue();
        send(1);
        awaitRan(1);
        rig.handle(Commands.Other.class, "desk", (command, context) -> new Commands.Answer("late"));
        await().atMost(BusRig.LIVE).until(() -> !rig.registry.table().junction().isQueued());
    }
}
