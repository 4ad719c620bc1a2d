// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;

/**
 * The limit of a walk: four states with one way on from each, a lock, a loop over the listeners of a state, of whom
 * there are none, and the states passed through as the report.
 */
final class MachinePeer implements Peer {
    private final Executor executor;
    private final Map<Step, List<Runnable>> listeners = new EnumMap<>(Step.class);
    private Step state = Step.IDLE;

    private enum Step {
        IDLE,
        START,
        RUN,
        STOP;

        private static final Step[] ALL = values();

        private Step next() {
            return ALL[(ordinal() + 1) % ALL.length];
        }
    }

    /** @param executor which walks, while the caller waits */
    MachinePeer(Executor executor) {
        this.executor = executor;
        Arrays.stream(Step.ALL).forEach(each -> listeners.put(each, new CopyOnWriteArrayList<>()));
    }

    @Override
    public Caller caller() {
        return number -> {
            check(transition(Step.RUN), Step.START, Step.RUN);
            check(transition(Step.IDLE), Step.STOP, Step.IDLE);
            return number;
        };
    }

    private List<Step> transition(Step to) throws Exception {
        CompletableFuture<List<Step>> report = new CompletableFuture<>();
        executor.execute(() -> report.complete(walk(to)));
        return report.get();
    }

    private synchronized List<Step> walk(Step to) {
        List<Step> hops = new ArrayList<>();
        while (state != to) {
            state = state.next();
            listeners.get(state).forEach(Runnable::run);
            hops.add(state);
        }
        return hops;
    }

    private static void check(List<Step> hops, Step first, Step second) {
        if (hops.size() != 2 || hops.get(0) != first || hops.get(1) != second) {
            throw new IllegalStateException("went by " + hops);
        }
    }

    @Override
    public void close() {
        if (executor instanceof ExecutorService service) {
            service.shutdownNow();
        }
    }
}
