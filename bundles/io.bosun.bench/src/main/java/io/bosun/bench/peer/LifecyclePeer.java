// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import io.bosun.bench.boss.EmbeddedBoss;
import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.Subscription;
import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.WhenBusy;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.osgi.framework.BundleException;

/** A lifecycle bus of ours, in a framework with Declarative Services; its states have no listeners. */
final class LifecyclePeer implements Peer {
    private static final String CHANNEL = "bench";
    private static final String LOAD = "load";
    private static final int HOPS = 2;
    private static final List<State> WAY =
            List.of(ProcessState.START, ProcessState.RUN, ProcessState.STOP, ProcessState.IDLE);

    private final EmbeddedBoss boss;
    private final LifecycleBus bus;

    private LifecyclePeer(EmbeddedBoss boss, LifecycleBus bus) throws InterruptedException {
        this.boss = boss;
        this.bus = bus;
        walk(ProcessState.IDLE);
    }

    /** One that goes by the states of a process, which nobody sees outside. */
    static LifecyclePeer own() throws IOException, BundleException, InterruptedException {
        EmbeddedBoss boss = EmbeddedBoss.openBusAlone();
        return new LifecyclePeer(boss, boss.makeLifecycleBus(CHANNEL, Map.of("conditions", false)));
    }

    /** That of the process, as it is. */
    static LifecyclePeer process() throws IOException, BundleException, InterruptedException {
        EmbeddedBoss boss = EmbeddedBoss.openBusAlone();
        LifecycleBus bus = boss.lifecycleBus(LifecycleBus.DEFAULT_BUS);
        // It starts by itself: not in between.
        bus.await(ProcessState.RUN, Waking.LIVENESS);
        return new LifecyclePeer(boss, bus);
    }

    @Override
    public Sender publisher(List<Receiver> receivers) {
        for (Receiver each : receivers) {
            bus.subscribe(CHANNEL, BusListener.DEFAULT_PRIORITY, event -> {
                ((Tick) event.arguments().get(0)).to(each);
                return null;
            });
        }
        return (producer, number, due) -> {
            bus.publish(CHANNEL, new Tick(producer, number, due));
            return true;
        };
    }

    @Override
    public Caller caller() {
        return number -> {
            check(walk(ProcessState.RUN));
            check(walk(ProcessState.IDLE));
            return number;
        };
    }

    @Override
    public Waking waking() {
        return new Waking() {
            @Override
            public void await(long number) throws InterruptedException {
                State next = at(number);
                if (!bus.await(next, LIVENESS)) {
                    throw new IllegalStateException("not in " + next + " but in " + bus.state());
                }
            }

            @Override
            public void wake(long number) throws InterruptedException {
                walk(at(number));
            }

            private State at(long number) {
                return WAY.get((int) (number % WAY.size()));
            }
        };
    }

    @Override
    public <T> T within(Callable<T> load) throws Exception {
        FutureTask<T> task = new FutureTask<>(load);
        try (Subscription ignored = bus.subscribe(LOAD, BusListener.DEFAULT_PRIORITY, event -> run(task))) {
            bus.post(LOAD);
            return task.get();
        }
    }

    private static Object run(Runnable task) {
        task.run();
        return null;
    }

    private TransitionReport walk(State to) throws InterruptedException {
        return bus.transition(to, "bench", WhenBusy.QUEUE).orThrow();
    }

    private static void check(TransitionReport report) {
        if (report.hops().size() != HOPS) {
            throw new IllegalStateException("went by " + report.hops());
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        boss.close();
    }
}
