// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;
import com.lmax.disruptor.dsl.ProducerType;
import net.engio.mbassy.bus.MBassador;
import org.osgi.service.event.EventAdmin;

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
    /** The limit with ten. */
    RAW_TYPES_10("raw Disruptor and HashMap, 10 types", () -> new RawTypes(10)),
    /** The limit with a hundred thousand. */
    RAW_TYPES_100000("raw Disruptor and HashMap, 100 000 types", () -> new RawTypes(100_000)),
    /** A lifecycle bus made by configuration, without conditions. */
    LIFECYCLE("**Bosun**", LifecyclePeer::own),
    /** The lifecycle bus of the process, with its conditions. */
    LIFECYCLE_DEFAULT("Bosun, bus of the process, its states as conditions", LifecyclePeer::process),
    /** The limit of a publication. */
    LISTENERS("CopyOnWriteArrayList of listeners", ListenerLoop::new),
    /** The limit of a walk. */
    MACHINE("synchronized state machine", () -> new MachinePeer(Runnable::run)),
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
    RAW_PING_PONG("raw Disruptor, two yielding rings, one producer", () -> new RawPingPong(ProducerType.SINGLE)),
    /** The same where anybody may ask, and anybody answer. */
    RAW_PING_PONG_MANY("raw Disruptor, two yielding rings, many producers", () -> new RawPingPong(ProducerType.MULTI)),
    /** The limit of a round trip for who does not, and of waking. */
    HAND_OFF("park and unpark", HandOff::new),
    /** Of the JDK. */
    EXECUTOR("executor of one thread", ExecutorPeer::new),
    /** What keeps a plain state machine in order. */
    MACHINE_EXECUTOR("state machine in an executor of one thread", () -> new MachinePeer(Threads.single())),
    /** Of the JDK. */
    LATCH("CountDownLatch", () -> new WakingPeer(new LatchWaking())),
    /** Of the JDK. */
    CONDITION("Condition of a ReentrantLock", () -> new WakingPeer(new ConditionWaking())),
    /** Of the JDK. */
    SUBMISSION("SubmissionPublisher", SubmissionPeer::new),
    /** As it is. */
    EVENT_ADMIN("EventAdmin", () -> new EventAdminPeer(5_000, EventAdmin::postEvent)),
    /** Without its timeout. */
    EVENT_ADMIN_0("EventAdmin, Timeout=0", () -> new EventAdminPeer(0, EventAdmin::postEvent)),
    /** Without its timeout, on the thread of the caller. */
    EVENT_ADMIN_SEND("EventAdmin, Timeout=0, sendEvent", () -> new EventAdminPeer(0, EventAdmin::sendEvent)),
    /** Typed. */
    PEKKO("Pekko", PekkoPeer::new),
    /** Asynchronous. */
    AXON("Axon", AxonPeer::new),
    /** Local. */
    VERTX("Vert.x", VertxPeer::new),
    /** Asynchronous. */
    MBASSADOR("MBassador", () -> new MBassadorPeer(MBassador::publishAsync)),
    /** On the thread of the caller. */
    MBASSADOR_SYNC("MBassador, publish", () -> new MBassadorPeer(MBassador::publish));

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
