// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.bench.load.Figures;
import io.bosun.bench.load.Workload;
import io.bosun.bench.peer.Contender;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GoalTest {
    private static final Goal FASTER = Goal.asFast(Workload.CALL, Contender.VERTX, 2);

    private final Rounds quiet = new Rounds();
    private final Rounds busy = new Rounds();

    @Test
    void shouldBeMetByTheMedianOfTheRatiosWithinARound() {
        round(quiet, 10, 10);
        round(quiet, 600, 200);
        round(quiet, 80, 20);

        assertThat(FASTER.row(quiet, busy))
                .isEqualTo("| B1 | quiet | ops/s of Vert.x >= 2.00x | 3.00x (1.00x-4.00x) | yes |");
    }

    @Test
    void shouldNotBeMetBelowItsBound() {
        round(quiet, 30, 10);
        round(busy, 10, 10);

        assertThat(FASTER.whenBusy().row(quiet, busy)).endsWith("| 1.00x | **no** |");
    }

    @Test
    void shouldNotBeMeasuredIfAContenderFailed() {
        quiet.add(Map.of(new PeerTrial(Workload.CALL, Contender.BOSUN), ops(10)));

        assertThat(FASTER.row(quiet, busy)).endsWith("| - | not measured |");
    }

    @Test
    void shouldCompareWithTheBestOfThePeersAndNotWithALimit() {
        quiet.add(Map.of(
                new PeerTrial(Workload.CALL, Contender.BOSUN), ops(6),
                new PeerTrial(Workload.CALL, Contender.HAND_OFF), ops(1),
                new PeerTrial(Workload.CALL, Contender.PEKKO), ops(2),
                new PeerTrial(Workload.CALL, Contender.VERTX), ops(3)));

        Goal goal = Goal.of(
                        Workload.CALL,
                        "least",
                        Goal.againstPeers(Workload.CALL, Figures::ops, (ours, least) -> ours / least))
                .is("%.1f", false, 3);

        assertThat(goal.row(quiet, busy)).endsWith("| least <= 3.0 | 3.0 | yes |");
    }

    private static void round(Rounds rounds, double ours, double theirs) {
        rounds.add(Map.of(
                new PeerTrial(Workload.CALL, Contender.BOSUN), ops(ours),
                new PeerTrial(Workload.CALL, Contender.VERTX), ops(theirs)));
    }

    private static Figures ops(double ops) {
        return new Figures(ops, Double.NaN, Double.NaN, Double.NaN);
    }
}
