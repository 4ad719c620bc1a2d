// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench;

import io.bosun.bench.load.Figures;
import io.bosun.bench.load.Workload;
import io.bosun.bench.peer.Contender;
import java.util.List;

/** What is to be reached. */
final class Goals {
    private static final String X = "%.2fx";
    private static final String MICROS = "%.2f us";
    private static final String BYTES = "%.0f B/op";

    static final List<Goal> ALL = List.of(
            Goal.asFast(Workload.ONE_WAY, Contender.RAW_BLOCKING, 1),
            Goal.asFast(Workload.ONE_WAY, Contender.RAW_YIELDING, 0.6),
            Goal.asFast(Workload.ONE_WAY, Contender.SUBMISSION, 0.8),
            Goal.asFast(Workload.ONE_WAY, Contender.VERTX, 1.5),
            Goal.asFast(Workload.ONE_WAY, Contender.PEKKO, 2),
            Goal.asFast(Workload.ONE_WAY, Contender.EVENT_ADMIN_0, 2),
            Goal.asFast(Workload.ONE_WAY, Contender.AXON, 5),
            Goal.asFast(Workload.ONE_WAY, Contender.EVENT_ADMIN, 100),
            Goal.absolute(Workload.ONE_WAY, "allocated", each -> Math.rint(each.bytes()))
                    .is(BYTES, false, 48),
            Goal.asFast(Workload.FOUR_PRODUCERS, Contender.RAW_YIELDING, 0.9),
            Goal.asFast(Workload.FOUR_PRODUCERS, Contender.SUBMISSION, 1),
            Goal.asFast(Workload.FOUR_PRODUCERS, Contender.VERTX, 1.6),
            Goal.asFast(Workload.FOUR_PRODUCERS, Contender.PEKKO, 1.6),
            Goal.asFast(Workload.BROADCAST, Contender.RAW_SINGLE, 0.6),
            Goal.asFast(Workload.BROADCAST, Contender.VERTX, 10),
            Goal.asFast(Workload.BROADCAST, Contender.PEKKO, 10),
            Goal.asFast(Workload.BROADCAST, Contender.EVENT_ADMIN_0, 10),
            Goal.asFast(Workload.BROADCAST, Contender.EVENT_ADMIN, 10),
            Goal.asFast(Workload.BROADCAST, Contender.MBASSADOR, 3),
            Goal.asFast(Workload.BROADCAST, Contender.SUBMISSION, 3),
            Goal.absolute(Workload.LATENCY, "p50", Figures::p50).is(MICROS, false, 1),
            Goal.of(
                            Workload.LATENCY,
                            "p50 of the best peer / ours",
                            Goal.againstPeers(Workload.LATENCY, Figures::p50, (ours, best) -> best / ours))
                    .is(X, true, 15),
            Goal.of(
                            Workload.LATENCY,
                            "p99 / that of the best peer",
                            Goal.againstPeers(Workload.LATENCY, Figures::p99, (ours, best) -> ours / best))
                    .is(X, false, 1),
            Goal.of(
                            Workload.LATENCY,
                            "p50 / that of " + Contender.RAW_BLOCKING.title(),
                            round -> Goal.ours(Workload.LATENCY, Figures::p50, round)
                                    / Goal.figure(Workload.LATENCY, Contender.RAW_BLOCKING, Figures::p50, round))
                    .is(X, false, 1.3)
                    .whenBusy(),
            Goal.absolute(Workload.LATENCY, "p50", Figures::p50)
                    .is(MICROS, false, 1000)
                    .whenBusy(),
            Goal.asFast(Workload.CALL, Contender.RAW_PING_PONG, 1),
            Goal.absolute(Workload.CALL, "million/s", each -> each.ops() / 1e6).is("%.2f", true, 1),
            Goal.absolute(Workload.CALL, "p50", Figures::p50).is(MICROS, false, 0.6),
            Goal.absolute(Workload.CALL, "p99", Figures::p99).is(MICROS, false, 5),
            Goal.asFast(Workload.CALL, Contender.VERTX, 30),
            Goal.asFast(Workload.CALL, Contender.PEKKO, 30),
            Goal.asFast(Workload.CALL, Contender.AXON, 30),
            Goal.absolute(Workload.CALL, "allocated", each -> Math.rint(each.bytes()))
                    .is(BYTES, false, 120),
            Goal.asFast(Workload.CALL, Contender.HAND_OFF, 0.8).whenBusy(),
            Goal.asFast(Workload.ASK, Contender.RAW_PING_PONG_MANY, 0.8),
            Goal.asFast(Workload.ASK, Contender.EXECUTOR, 1.2),
            Goal.asFast(Workload.ASK, Contender.VERTX, 5),
            Goal.asFast(Workload.ASK, Contender.AXON, 4),
            Goal.asFast(Workload.ASK, Contender.PEKKO, 15),
            Goal.absolute(Workload.ASK, "allocated", each -> Math.rint(each.bytes()))
                    .is(BYTES, false, 120),
            Goal.of(
                            Workload.TYPES,
                            "ns per command with 1 000 types / with 10",
                            round -> Goal.figure(Workload.TYPES, Contender.TYPES_1000, Figures::nanos, round)
                                    / Goal.ours(Workload.TYPES, Figures::nanos, round))
                    .is(X, false, 1.5),
            Goal.of(
                            Workload.TYPES,
                            "ns per command with 100 000 types, less those with 10",
                            round -> Goal.figure(Workload.TYPES, Contender.TYPES_100000, Figures::nanos, round)
                                    - Goal.ours(Workload.TYPES, Figures::nanos, round))
                    .is("%.0f ns", false, 150),
            Goal.ofHand(3),
            Goal.ofHand(3).whenBusy(),
            Goal.absolute(Workload.PUBLISH_TO_ONE, "million/s", each -> each.ops() / 1e6)
                    .is("%.2f", true, 5),
            Goal.asFast(Workload.PUBLISH_TO_ONE, Contender.EVENT_ADMIN_SEND, 1),
            Goal.asFast(Workload.PUBLISH_TO_ONE, Contender.MBASSADOR_SYNC, 1),
            Goal.absolute(Workload.PUBLISH_TO_TEN, "million/s", each -> each.ops() / 1e6)
                    .is("%.2f", true, 0.54),
            Goal.asFast(Workload.PUBLISH_TO_TEN, Contender.EVENT_ADMIN_SEND, 1),
            Goal.asFast(Workload.PUBLISH_TO_TEN, Contender.MBASSADOR_SYNC, 1),
            Goal.absolute(Workload.WALK, "p50 of the four hops", Figures::p50).is(MICROS, false, 3),
            Goal.absolute(Workload.WAKE, "p50", Figures::p50).is(MICROS, false, 28),
            Goal.of(
                            Workload.WAKE,
                            "p50 / that of " + Contender.LATCH.title(),
                            round -> Goal.ours(Workload.WAKE, Figures::p50, round)
                                    / Goal.figure(Workload.WAKE, Contender.LATCH, Figures::p50, round))
                    .is(X, false, 1.2));

    private Goals() {}
}
