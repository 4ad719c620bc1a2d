// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;
import com.lmax.disruptor.dsl.ProducerType;

/** Who is measured. */
public enum Contender {
    /** From the record to the handler service, through the bundles of a boss. */
    BOSUN("**Bosun**", Bosun::new),
    /** Ten command types. */
    TYPES_10("10 types", () -> new BosunTypes(10)),
    /** A thousand. */
    TYPES_1000("1 000 types", () -> new BosunTypes(1_000)),
    /** A hundred thousand. */
    TYPES_100000("100 000 types", () -> new BosunTypes(100_000)),
    /** The limit for who does not spin. */
    RAW_BLOCKING(
            "raw Disruptor, blocking, many producers",
            () -> new RawRing(ProducerType.MULTI, new BlockingWaitStrategy())),
    /** The limit for who may spin. */
    RAW_YIELDING(
            "raw Disruptor, yielding, many producers",
            () -> new RawRing(ProducerType.MULTI, new YieldingWaitStrategy())),
    /** The limit for one producer that may spin. */
    RAW_SINGLE(
            "raw Disruptor, yielding, one producer",
            () -> new RawRing(ProducerType.SINGLE, new YieldingWaitStrategy())),
    /** The limit of a round trip for who may spin. */
    RAW_PING_PONG("raw Disruptor, two yielding rings", RawPingPong::new),
    /** The limit of a round trip for who does not. */
    HAND_OFF("park and unpark", HandOff::new),
    /** Of the JDK. */
    EXECUTOR("executor of one thread", ExecutorPeer::new),
    /** Of the JDK. */
    SUBMISSION("SubmissionPublisher", SubmissionPeer::new),
    /** As it is. */
    EVENT_ADMIN("EventAdmin", () -> new EventAdminPeer(5_000)),
    /** Without its timeout. */
    EVENT_ADMIN_0("EventAdmin, Timeout=0", () -> new EventAdminPeer(0)),
    /** Typed. */
    PEKKO("Pekko", PekkoPeer::new),
    /** Asynchronous. */
    AXON("Axon", AxonPeer::new),
    /** Local. */
    VERTX("Vert.x", VertxPeer::new),
    /** Asynchronous. */
    MBASSADOR("MBassador", MBassadorPeer::new);

    private final String title;
    private final Opening opening;

    @FunctionalInterface
    private interface Opening {
        Peer open() throws Exception;
    }

    Contender(String title, Opening opening) {
        this.title = title;
        this.opening = opening;
    }

    /** A new instance. */
    public Peer open() throws Exception {
        return opening.open();
    }

    /** Whether it is neither ours nor a limit. */
    public boolean isPeer() {
        return compareTo(EXECUTOR) >= 0;
    }

    /** For people. */
    public String title() {
        return title;
    }
}
