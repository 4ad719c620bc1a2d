// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.command.Acceptance;
import io.bosun.command.Delivery;
import io.bosun.transport.Berth;
import io.bosun.transport.Envelope;
import io.bosun.transport.RouteEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OfferingTest {
    private final Queue<Runnable> soon = new ArrayDeque<>();
    private final Route route = new Route("a/1", 1, new Junction());
    private final Offering offering = new Offering(null, new Outstanding(), Berth.BOSS, soon::add, none -> {});

    @Test
    @DisplayName("Promise 1: an accepted command that waits for room keeps its place, though a newer one took it")
    void shouldNotGiveUpWhatWaitsForANewerOne() {
        route.entry = new RouteEntry("target", "a/1", Delivery.DIRECT, false, false, "");
        WaitingEnvelope older = new WaitingEnvelope(1, "a/1", "boss");
        WaitingEnvelope newer = new WaitingEnvelope(2, "a/1", "boss");
        assertThat(offering.offer(route, older)).isSameAs(Acceptance.ACCEPTED);
        FullBerth berth = new FullBerth(newer);
        route.berths = new Berth[] {berth};
        offering.unpark(route);
        assertThat(older.ends).isZero();
        assertThat(route.parked()).isEqualTo(2);
        berth.full = false;
        soon.remove().run();
        assertThat(berth.taken).containsExactly(older, newer);
    }

    /** Has no room; while it says so, a sender comes with another command. */
    private final class FullBerth implements Berth {
        private final List<Envelope> taken = new ArrayList<>();
        private final Envelope next;
        private boolean full = true;
        private boolean hasCome;

        FullBerth(Envelope next) {
            this.next = next;
        }

        @Override
        public boolean offer(Envelope envelope) {
            if (!hasCome) {
                hasCome = true;
                assertThat(offering.offer(route, next)).isSameAs(Acceptance.ACCEPTED);
            }
            return !full && taken.add(envelope);
        }

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
        public int pending() {
            return taken.size();
        }

        @Override
        public long done() {
            return 0;
        }
    }
}
