// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Delivery;
import io.bosun.transport.Berth;
import io.bosun.transport.Envelope;
import io.bosun.transport.RouteEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Commands that come while their berth comes too, or while the grace ends, in every order of the threads. */
public class RouteModelTest {
    private static final int LIMIT = 10;

    private final Offering offering = new Offering(null, new Outstanding(), Berth.BOSS, task -> false, route -> {});
    private final Junction junction = new Junction();
    private final Route route = new Route("a/1", LIMIT, junction);
    private final TakingBerth berth = new TakingBerth();
    private final AtomicLong ids = new AtomicLong();
    private final List<WaitingEnvelope> accepted = new CopyOnWriteArrayList<>();
    /** Where commands may go that pass by their route. */
    private volatile Berth straight;

    /** Called for each order of the threads. */
    public RouteModelTest() {
        route.entry = new RouteEntry("target", "a/1", Delivery.DIRECT, false, false, "");
    }

    @Operation
    public void offer(@Param(gen = ThreadIdGen.class) int sender) {
        WaitingEnvelope envelope = new WaitingEnvelope(ids.getAndIncrement(), "a/1", "thread " + sender);
        accepted.add(envelope);
        if (!offering.offer(route, envelope).isAccepted()) {
            accepted.remove(envelope);
        }
    }

    @Operation
    public void offerStraight(@Param(gen = ThreadIdGen.class) int sender) {
        Berth known = straight;
        if (known == null || junction.isQueued()) {
            offer(sender);
            return;
        }
        WaitingEnvelope envelope = new WaitingEnvelope(ids.getAndIncrement(), "a/1", "thread " + sender);
        accepted.add(envelope);
        known.offer(envelope);
    }

    @Operation
    public void come() {
        synchronized (route) {
            route.berths = new Berth[] {berth};
            route.lapsed = false;
            straight = berth;
        }
        offering.unpark(route);
    }

    @Operation
    public void lapse() {
        synchronized (route) {
            route.lapsed = route.berths.length == 0;
        }
        offering.unpark(route);
    }

    /** Called after each order of the threads. */
    @Validate
    public void validate() {
        boolean over = route.lapsed || route.berths.length > 0;
        require(junction.isQueued() == (route.parked() > 0), "the junction is wrong about " + route.parked());
        require(route.parked() == (over ? 0 : accepted.size()), route.parked() + " commands wait");
        for (WaitingEnvelope each : accepted) {
            int taken = 0;
            for (Envelope it : berth.taken) {
                taken += it == each ? 1 : 0;
            }
            require(taken + each.ends == (over ? 1 : 0), each + " taken " + taken + ", ended " + each.ends + " times");
        }
        Map<String, Long> last = new HashMap<>();
        for (Envelope each : berth.taken) {
            Long before = last.put(each.sender(), each.id());
            require(before == null || before < each.id(), each + " came too late");
        }
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalStateException(problem);
        }
    }

    @Test
    @DisplayName("MS-37, promise 2: what waits for a berth reaches it once, in order, or ends with the grace")
    void shouldLoseDoubleAndReorderNothing() {
        Models.check(RouteModelTest.class, 5);
    }

    /** Has room for all. */
    private static final class TakingBerth implements Berth {
        private final List<Envelope> taken = new CopyOnWriteArrayList<>();

        @Override
        public String target() {
            return "target";
        }

        @Override
        public String place() {
            return LOCAL;
        }

        @Override
        public List<RouteEntry> routes() {
            return List.of();
        }

        @Override
        public boolean offer(Envelope envelope) {
            return taken.add(envelope);
        }

        @Override
        public int pending() {
            return taken.size();
        }

        @Override
        public long done() {
            return 0;
        }
    }
}
