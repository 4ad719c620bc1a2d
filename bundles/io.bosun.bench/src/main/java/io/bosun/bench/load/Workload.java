// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.load;

import io.bosun.bench.peer.Contender;
import io.bosun.bench.peer.Peer;
import io.bosun.bench.peer.Receiver;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What is measured, and of whom: first who the others are compared with. */
public enum Workload {
    /** One producer, one receiver. */
    ONE_WAY(
            "A1",
            "one way, one producer",
            List.of(
                    Contender.BOSUN,
                    Contender.RAW_YIELDING,
                    Contender.RAW_BLOCKING,
                    Contender.SUBMISSION,
                    Contender.EXECUTOR,
                    Contender.VERTX,
                    Contender.PEKKO,
                    Contender.EVENT_ADMIN_0,
                    Contender.EVENT_ADMIN,
                    Contender.MBASSADOR,
                    Contender.AXON)),
    /** Four producers, one receiver. */
    FOUR_PRODUCERS("A2", "one way, four producers", ONE_WAY.contenders),
    /** One producer, many receivers. */
    BROADCAST(
            "A3",
            "broadcast",
            List.of(
                    Contender.BOSUN,
                    Contender.RAW_SINGLE,
                    Contender.RAW_YIELDING,
                    Contender.RAW_BLOCKING,
                    Contender.SUBMISSION,
                    Contender.EXECUTOR,
                    Contender.VERTX,
                    Contender.PEKKO,
                    Contender.EVENT_ADMIN_0,
                    Contender.EVENT_ADMIN,
                    Contender.MBASSADOR)),
    /** One producer that keeps to a rate. */
    LATENCY("A4", "latency at 50 000 messages/s", ONE_WAY.contenders),
    /** There and back, one at a time. */
    CALL(
            "B1",
            "blocking round trip",
            List.of(
                    Contender.BOSUN,
                    Contender.RAW_PING_PONG,
                    Contender.RAW_PING_PONG_MANY,
                    Contender.HAND_OFF,
                    Contender.EXECUTOR,
                    Contender.VERTX,
                    Contender.PEKKO,
                    Contender.AXON)),
    /** There and back, many at a time. */
    ASK(
            "B2",
            "round trip, 64 in flight",
            List.of(
                    Contender.BOSUN,
                    Contender.RAW_PING_PONG,
                    Contender.RAW_PING_PONG_MANY,
                    Contender.EXECUTOR,
                    Contender.VERTX,
                    Contender.PEKKO,
                    Contender.AXON)),
    /** One producer of commands of many types. */
    TYPES(
            "E",
            "one way, by number of command types",
            List.of(
                    Contender.TYPES_10,
                    Contender.TYPES_1000,
                    Contender.TYPES_100000,
                    Contender.RAW_TYPES_10,
                    Contender.RAW_TYPES_100000)),
    /** Called back on the same thread. */
    PUBLISH_TO_ONE(
            "F1",
            "publish to one listener",
            List.of(Contender.LIFECYCLE, Contender.LISTENERS, Contender.EVENT_ADMIN_SEND, Contender.MBASSADOR_SYNC)),
    /** The same, with more listeners. */
    PUBLISH_TO_TEN("F2", "publish to ten listeners", PUBLISH_TO_ONE.contenders),
    /** There and back through the states, by who is bound to do it. */
    WALK(
            "F3",
            "IDLE > START > RUN > STOP > IDLE on the bus's thread",
            List.of(Contender.LIFECYCLE, Contender.LIFECYCLE_DEFAULT, Contender.MACHINE)),
    /** The same, by another thread, which waits. */
    WALK_ASKED(
            "F4",
            "IDLE > START > RUN > STOP > IDLE asked for by another thread",
            List.of(Contender.LIFECYCLE, Contender.LIFECYCLE_DEFAULT, Contender.MACHINE_EXECUTOR)),
    /** From a hop to who waits for it. */
    WAKE(
            "F5",
            "wake-up of a waiter",
            List.of(Contender.LIFECYCLE, Contender.HAND_OFF, Contender.LATCH, Contender.CONDITION));

    private static final int LISTENERS = 10;

    private final String id;
    private final String title;
    private final List<Contender> contenders;

    Workload(String id, String title, List<Contender> contenders) {
        this.id = id;
        this.title = title;
        this.contenders = contenders;
    }

    /** Its row in the table of goals. */
    public String id() {
        return id;
    }

    /** For people. */
    public String title() {
        return title;
    }

    /** Who is measured: the first is who the others are compared with. */
    public List<Contender> contenders() {
        return contenders;
    }

    /** Whether it is about how long one takes, whatever number there is in a second. */
    public boolean isLatency() {
        return this == LATENCY || this == WAKE;
    }

    /** Measures one who has done nothing before, with so many receivers if it is a broadcast. */
    public Figures run(Peer peer, int receivers, Span span) throws Exception {
        return switch (this) {
            case ONE_WAY, TYPES -> oneWay(peer, 1, span);
            case FOUR_PRODUCERS -> oneWay(peer, 4, span);
            case BROADCAST -> broadcast(peer, receivers, span);
            case LATENCY -> new FixedRate().run(peer, span);
            case CALL -> new Blocking(peer.caller()).run(span);
            case ASK -> new InFlight(peer.asker()).run(span);
            case PUBLISH_TO_ONE -> broadcast(peer, 1, span);
            case PUBLISH_TO_TEN -> broadcast(peer, LISTENERS, span);
            case WALK -> peer.within(() -> new Blocking(peer.caller()).run(span));
            case WALK_ASKED -> new Blocking(peer.caller()).run(span);
            case WAKE -> new WakeUp(peer.waking()).run(peer, span);
        };
    }

    private static Figures oneWay(Peer peer, int producers, Span span) throws Exception {
        Inbox inbox = new Inbox(producers);
        return new FlatOut(peer.sender(inbox), List.of(inbox), producers).run(span);
    }

    private static Figures broadcast(Peer peer, int receivers, Span span) throws Exception {
        List<Inbox> inboxes =
                IntStream.range(0, receivers).mapToObj(i -> new Inbox(1)).toList();
        List<Receiver> all = new ArrayList<>(inboxes);
        return new FlatOut(peer.publisher(all), inboxes, 1).run(span);
    }
}
