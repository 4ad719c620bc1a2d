// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.command.BusCounts;
import io.bosun.command.Command;
import io.bosun.command.CommandHandler;
import io.bosun.command.CommandSpec;
import io.bosun.command.provider.Commands.News;
import io.bosun.command.provider.Commands.Tick;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/** Handlers that their berth's thread keeps from one command to the next, and that are retired meanwhile. */
@Timeout(60)
class KeptHandlerTest {
    private static final String KEY = CommandSpec.of(Tick.class).key();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final Queue<Integer> first = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> second = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> third = new ConcurrentLinkedQueue<>();
    private BusRig rig;

    @AfterEach
    void close() throws Exception {
        gate.countDown();
        rig.close();
    }

    /** A handler whose object counts how often it is given back. */
    private <C extends Command<R>, R> ServiceRegistration<?> counted(
            Class<C> command, String target, AtomicInteger given, CommandHandler<C, R> handler) {
        ServiceFactory<Object> factory = new ServiceFactory<>() {
            @Override
            public Object getService(Bundle bundle, ServiceRegistration<Object> registration) {
                return handler;
            }

            @Override
            public void ungetService(Bundle bundle, ServiceRegistration<Object> registration, Object service) {
                given.incrementAndGet();
            }
        };
        return rig.register(CommandHandler.class, factory, command.getName(), target);
    }

    private ServiceRegistration<?> reader(Queue<Integer> read) {
        return rig.handle(News.class, "desk", (command, context) -> {
            read.add(command.id());
            return null;
        });
    }

    private ServiceRegistration<?> stuckReader() {
        return rig.handle(News.class, "desk", (command, context) -> {
            if (command.id() > 0) {
                entered.countDown();
                awaitUninterruptibly(gate);
            }
            second.add(command.id());
            return null;
        });
    }

    /** All objects of the handlers are there from now on. */
    private void warmUp() {
        rig.bus.send(new News(0));
        await().atMost(BusRig.LIVE).until(() -> rig.bus.counts().handled() == 1);
        List.of(first, second, third).forEach(Queue::clear);
    }

    @Test
    @DisplayName("Promise 2: a handler that its idle thread still has is given back at once, and once")
    void shouldGiveBackAHandlerThatItsIdleThreadHas() throws Exception {
        rig = new BusRig("boss", BusRig.settings(10_000, 60_000, 10_000));
        for (int i = 1; i <= 300; i++) {
            int id = i;
            AtomicInteger given = new AtomicInteger();
            ServiceRegistration<?> handler = counted(Tick.class, "desk", given, (command, context) -> {
                first.add(id);
                return null;
            });
            rig.bus.send(new Tick(i));
            while (!first.contains(i)) {
                Thread.onSpinWait();
            }
            handler.unregister();
            assertThat(given).hasValue(1);
        }
        assertThat(first).hasSize(300);
    }

    @Test
    void shouldGiveBackAHandlerWhileAnotherCommandOfItsBerthRuns() throws Exception {
        rig = new BusRig("boss", BusRig.settings(10_000, 60_000, 10_000));
        AtomicInteger given = new AtomicInteger();
        ServiceRegistration<?> ticker = counted(Tick.class, "desk", given, (command, context) -> {
            first.add(command.id());
            return null;
        });
        stuckReader();
        rig.bus.send(new Tick(1));
        rig.bus.send(new News(2));
        entered.await();
        ticker.unregister();
        assertThat(given).hasValue(1);
        assertThat(first).containsExactly(1);
        assertThat(second).isEmpty();
    }

    @Test
    @DisplayName("Promise 2: a retired handler gets no further command, however many follow each other")
    void shouldRunNothingWithARetiredHandlerUnderLoad() throws Exception {
        rig = new BusRig("boss", BusRig.settings(60_000, 60_000, 1_000));
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger late = new AtomicInteger();
        Thread sender = new Thread(() -> {
            while (!over.get()) {
                rig.bus.send(new Tick(0));
            }
        });
        sender.start();
        try {
            for (int round = 0; round < 300; round++) {
                AtomicBoolean gone = new AtomicBoolean();
                CountDownLatch ran = new CountDownLatch(1);
                ServiceRegistration<?> handler = rig.handle(Tick.class, "clock", (command, context) -> {
                    ran.countDown();
                    if (gone.get()) {
                        late.incrementAndGet();
                    }
                    return null;
                });
                ran.await();
                handler.unregister();
                gone.set(true);
            }
        } finally {
            over.set(true);
            sender.join();
        }
        assertThat(late).hasValue(0);
    }

    @Test
    @DisplayName("Promise 2: a handler whose command comes while it is taken away does not keep its thread")
    void shouldNotKeepAHandlerThatIsJustTakenAway() throws Exception {
        rig = new BusRig("boss", BusRig.settings(60_000, 60_000, 1_000));
        ServiceRegistration<?> handler = rig.handle(Tick.class, "clock", (command, context) -> {
            if (command.id() == 2) {
                entered.countDown();
                gate.await();
            }
            first.add(command.id());
            return null;
        });
        rig.bus.send(new Tick(1));
        await().atMost(BusRig.LIVE).until(() -> first.size() == 1);
        LocalTarget target = (LocalTarget) rig.registry.table().routeOf(Tick.class).berths[0];
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch unlock = new CountDownLatch(1);
        // Whoever takes the handler away stops in the middle of that.
        Thread locker = new Thread(() -> handlings(target).compute(KEY, (key, all) -> {
            locked.countDown();
            awaitUninterruptibly(unlock);
            return all;
        }));
        locker.start();
        locked.await();
        Thread stopper = new Thread(handler::unregister);
        stopper.start();
        await().atMost(BusRig.LIVE).until(() -> stopper.getState() == Thread.State.BLOCKED);
        rig.bus.send(new Tick(2));
        entered.await();
        unlock.countDown();
        locker.join();
        // Now it waits for the command that runs.
        await().atMost(BusRig.LIVE).until(() -> stopper.getState() == Thread.State.TIMED_WAITING);
        rig.bus.send(new Tick(3));
        gate.countDown();
        stopper.join();
        await().atMost(BusRig.LIVE).until(() -> rig.parked() == 1 || first.contains(3));
        assertThat(first).containsExactly(1, 2);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Handling[]> handlings(LocalTarget target) {
        try {
            Field field = LocalTarget.class.getDeclaredField("handlings");
            field.setAccessible(true);
            return (Map<String, Handling[]>) field.get(target);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    @DisplayName("Promise 4: what is stuck in a broadcast does not keep its neighbours from the next one")
    void shouldServeTheNeighboursOfAStuckHandler() throws Exception {
        rig = new BusRig("boss", BusRig.settings(10_000, 20, 50));
        reader(first);
        ServiceRegistration<?> stuck = stuckReader();
        reader(third);
        warmUp();
        rig.bus.send(new News(1));
        entered.await();
        stuck.unregister();
        rig.bus.send(new News(2));
        await().atMost(BusRig.LIVE).until(() -> first.contains(2) && third.contains(2));
        assertThat(rig.bus.counts()).isEqualTo(new BusCounts(3, 2, 0, 1, 0));
        gate.countDown();
        await().atMost(BusRig.LIVE).until(() -> second.contains(1));
        rig.bus.send(new News(3));
        await().atMost(BusRig.LIVE).until(() -> first.contains(3) && third.contains(3));
        await().atMost(BusRig.LIVE)
                .untilAsserted(() -> assertThat(rig.bus.counts()).isEqualTo(new BusCounts(4, 3, 0, 1, 0)));
    }

    @Test
    @DisplayName("Promise 2: a handler that another one of its berth retires gets no further command")
    void shouldNotRunWhatAnotherHandlerOfTheBroadcastHasRetired() throws Exception {
        rig = new BusRig("boss", BusRig.settings(10_000, 60_000, 10_000));
        AtomicReference<ServiceRegistration<?>> doomed = new AtomicReference<>();
        AtomicInteger given = new AtomicInteger();
        rig.handle(News.class, "desk", (command, context) -> {
            ServiceRegistration<?> now = command.id() == 2 ? doomed.getAndSet(null) : null;
            if (now != null) {
                now.unregister();
            }
            first.add(command.id());
            return null;
        });
        doomed.set(counted(News.class, "desk", given, (command, context) -> {
            second.add(command.id());
            return null;
        }));
        reader(third);
        for (int i = 1; i <= 3; i++) {
            rig.bus.send(new News(i));
        }
        await().atMost(BusRig.LIVE).until(() -> first.size() == 3 && third.size() == 3);
        assertThat(second).containsExactly(1);
        await().atMost(BusRig.LIVE).until(() -> given.get() == 1);
        await().atMost(BusRig.LIVE)
                .untilAsserted(() -> assertThat(rig.bus.counts()).isEqualTo(new BusCounts(3, 3, 0, 0, 0)));
    }

    @Test
    @DisplayName("Promise 2: a handler that is retired before its turn comes gets no further command")
    void shouldNotRunWhatWasRetiredBeforeItsTurn() throws Exception {
        rig = new BusRig("boss", BusRig.settings(10_000, 20, 10_000));
        stuckReader();
        ServiceRegistration<?> doomed = reader(first);
        reader(third);
        warmUp();
        rig.bus.send(new News(1));
        entered.await();
        doomed.unregister();
        gate.countDown();
        await().atMost(BusRig.LIVE).until(() -> third.size() == 1);
        assertThat(second).containsExactly(1);
        assertThat(first).isEmpty();
        await().atMost(BusRig.LIVE)
                .untilAsserted(() -> assertThat(rig.bus.counts()).isEqualTo(new BusCounts(2, 2, 0, 0, 0)));
    }

    @Test
    @DisplayName("Promise 4: a handler that has returned is given back while its neighbour is still at it")
    void shouldGiveBackWhatHasReturnedWhileItsNeighbourRuns() throws Exception {
        rig = new BusRig("boss", BusRig.settings(10_000, 60_000, 10_000));
        AtomicInteger given = new AtomicInteger();
        ServiceRegistration<?> done = counted(News.class, "desk", given, (command, context) -> {
            first.add(command.id());
            return null;
        });
        stuckReader();
        reader(third);
        warmUp();
        rig.bus.send(new News(1));
        entered.await();
        done.unregister();
        assertThat(given).hasValue(1);
        gate.countDown();
        await().atMost(BusRig.LIVE).until(() -> third.contains(1));
        rig.bus.send(new News(2));
        await().atMost(BusRig.LIVE).until(() -> third.contains(2));
        assertThat(first).containsExactly(1);
        assertThat(given).hasValue(1);
    }

    @Test
    void shouldLetAHandlerRetireItself() throws Exception {
        rig = new BusRig("boss", BusRig.settings(10_000, 60_000, 10_000));
        AtomicReference<ServiceRegistration<?>> own = new AtomicReference<>();
        AtomicInteger given = new AtomicInteger();
        own.set(counted(Tick.class, "clock", given, (command, context) -> {
            own.get().unregister();
            first.add(command.id());
            return null;
        }));
        for (int i = 1; i <= 3; i++) {
            rig.bus.send(new Tick(i));
        }
        await().atMost(BusRig.LIVE).until(() -> given.get() == 1 && rig.parked() == 2);
        assertThat(first).containsExactly(1);
        rig.handle(Tick.class, "clock", (command, context) -> {
            second.add(command.id());
            return null;
        });
        await().atMost(BusRig.LIVE).until(() -> second.size() == 2);
        assertThat(given).hasValue(1);
    }

    @Test
    @DisplayName("Promise 4: a handler whose activation never ends does not keep its replacement from its target")
    void shouldServeTheTargetOfAHandlerThatIsStuckInItsActivation() throws Exception {
        rig = new BusRig("boss", BusRig.settings(10_000, 20, 50));
        CommandHandler<Tick, Void> handler = (command, context) -> null;
        ServiceFactory<Object> factory = new ServiceFactory<>() {
            @Override
            public Object getService(Bundle bundle, ServiceRegistration<Object> registration) {
                entered.countDown();
                while (gate.getCount() > 0) {
                    Thread.onSpinWait();
                }
                return handler;
            }

            @Override
            public void ungetService(Bundle bundle, ServiceRegistration<Object> registration, Object service) {
                // Nothing to give back.
            }
        };
        ServiceRegistration<?> stuck = rig.register(CommandHandler.class, factory, Tick.class.getName(), "clock");
        rig.bus.send(new Tick(1));
        entered.await();
        Thread stopper = new Thread(stuck::unregister);
        stopper.start();
        rig.handle(Tick.class, "clock", (command, context) -> {
            first.add(command.id());
            return null;
        });
        rig.bus.send(new Tick(2));
        try {
            await().atMost(BusRig.LIVE).until(() -> first.contains(2));
        } finally {
            gate.countDown();
            stopper.join();
        }
    }

    @Test
    @DisplayName("Promise 2: an interrupt that was meant for one handler of a broadcast is not left to the next one")
    void shouldInterruptOnlyTheHandlerThatIsRetired() throws Exception {
        rig = new BusRig("boss", BusRig.settings(10_000, 20, 10_000));
        AtomicBoolean interrupted = new AtomicBoolean();
        ServiceRegistration<?> blocked = rig.handle(News.class, "desk", (command, context) -> {
            entered.countDown();
            while (!Thread.currentThread().isInterrupted()) {
                LockSupport.park(this);
            }
            first.add(command.id());
            return null;
        });
        rig.handle(News.class, "desk", (command, context) -> {
            interrupted.compareAndSet(false, Thread.currentThread().isInterrupted());
            second.add(command.id());
            return null;
        });
        rig.bus.send(new News(1));
        entered.await();
        blocked.unregister();
        rig.bus.send(new News(2));
        await().atMost(BusRig.LIVE).until(() -> second.size() == 2);
        assertThat(first).containsExactly(1);
        assertThat(interrupted).isFalse();
    }

    @Test
    @DisplayName("Promise 4: what is stuck when the bus stops does not keep its neighbours from the next broadcast")
    void shouldServeTheNeighboursOfAHandlerThatIgnoredTheStop() throws Exception {
        rig = new BusRig("boss", BusRig.settings(10_000, 20, 50));
        reader(first);
        stuckReader();
        reader(third);
        warmUp();
        rig.bus.send(new News(1));
        entered.await();
        rig.bus.stop();
        rig.bus.accept();
        rig.bus.send(new News(2));
        await().atMost(BusRig.LIVE).until(() -> first.contains(2) && third.contains(2));
        gate.countDown();
        await().atMost(BusRig.LIVE).until(() -> second.contains(1));
        rig.bus.send(new News(3));
        await().atMost(BusRig.LIVE).until(() -> first.contains(3) && second.contains(3) && third.contains(3));
        await().atMost(BusRig.LIVE)
                .untilAsserted(() -> assertThat(rig.bus.counts()).isEqualTo(new BusCounts(4, 3, 0, 1, 0)));
    }

    @Test
    @DisplayName("Promise 1: a broadcast passes over no handler that the thread of a closed berth still has")
    void shouldNotPassOverAHandlerThatAClosedBerthHas() throws Exception {
        rig = new BusRig("boss", BusRig.settings(10_000, 60_000, 10_000));
        CountDownLatch givingBack = new CountDownLatch(1);
        CountDownLatch givenBack = new CountDownLatch(1);
        CommandHandler<News, Void> done = (command, context) -> null;
        ServiceFactory<Object> factory = new ServiceFactory<>() {
            @Override
            public Object getService(Bundle bundle, ServiceRegistration<Object> registration) {
                return done;
            }

            @Override
            public void ungetService(Bundle bundle, ServiceRegistration<Object> registration, Object service) {
                givingBack.countDown();
                awaitUninterruptibly(givenBack);
            }
        };
        reader(first);
        ServiceRegistration<?> doomed = rig.register(CommandHandler.class, factory, News.class.getName(), "desk");
        stuckReader();
        reader(third);
        warmUp();
        rig.bus.send(new News(1));
        entered.await();
        Thread stopper = new Thread(doomed::unregister);
        stopper.start();
        await().atMost(BusRig.LIVE)
                .until(() -> stopper.getState() == Thread.State.TIMED_WAITING || givingBack.getCount() == 0);
        gate.countDown();
        givingBack.await();
        try {
            LocalTarget target = (LocalTarget) rig.registry.table().routeOf(News.class).berths[0];
            await().atMost(BusRig.LIVE).until(() -> target.pending() == 0);
            target.closeIfIdle();
            rig.bus.send(new News(2));
            await().atMost(BusRig.LIVE).until(() -> first.contains(2) && second.contains(2) && third.contains(2));
        } finally {
            givenBack.countDown();
            stopper.join();
        }
    }
}
