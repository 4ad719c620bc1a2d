// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.EventTranslatorOneArg;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import io.bosun.command.Acceptance;
import io.bosun.command.CommandBus;
import io.bosun.command.CommandHandler;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.Envelope;
import io.bosun.transport.LocalBerth;
import io.bosun.transport.ring.RingBerths;
import io.bosun.transport.ring.RingWait;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One way, in one JVM: each producer offers a batch as fast as it is taken, and waits until all of it has arrived. The
 * rings have the same size and wait strategy, and a full one makes its producer park, everywhere alike.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class RingDispatch {
    static final int BATCH = 50_000;
    private static final int SIZE = 1024;

    /** Takes what producers offer, and counts it in their tallies at the other end. */
    interface Line {
        boolean offer(Tally from);
    }

    /** One thread of the benchmark. */
    @State(Scope.Thread)
    public static class Producer {
        private Tally tally;

        @Setup
        public void open() {
            tally = Tally.open();
        }

        void run(Line line) {
            long expected = tally.count() + BATCH;
            for (int i = 0; i < BATCH; i++) {
                while (!line.offer(tally)) {
                    LockSupport.parkNanos(1);
                }
            }
            tally.await(expected);
        }
    }

    /** The limit: a Disruptor with nothing around it. */
    @State(Scope.Benchmark)
    public static class RawRing implements Line {
        private static final EventTranslatorOneArg<Slot, Tally> FILL = (slot, sequence, from) -> slot.from = from;

        private Disruptor<Slot> disruptor;

        private static final class Slot {
            private Tally from;
        }

        @Setup
        public void open() {
            disruptor = new Disruptor<>(
                    Slot::new, SIZE, RingDispatch::daemon, ProducerType.MULTI, new BlockingWaitStrategy());
            disruptor.handleEventsWith((slot, sequence, endOfBatch) -> slot.from.arrive());
            disruptor.start();
        }

        @TearDown
        public void close() {
            disruptor.shutdown();
        }

        @Override
        public boolean offer(Tally from) {
            return disruptor.getRingBuffer().tryPublishEvent(FILL, from);
        }
    }

    /** A berth alone: prepared envelopes, which its work counts and does not end, so that they serve again. */
    @State(Scope.Benchmark)
    public static class BareBerth implements Line {
        private final Prepared[] prepared = new Prepared[16];
        private LocalBerth berth;

        @Setup
        public void open() {
            berth = new RingBerths(SIZE, RingWait.BLOCKING)
                    .open("bench", envelope -> ((Prepared) envelope).from.arrive());
        }

        @TearDown
        public void close() {
            berth.close(Duration.ofSeconds(1));
        }

        @Override
        public boolean offer(Tally from) {
            Prepared envelope = prepared[from.index()];
            if (envelope == null) {
                envelope = new Prepared(from);
                prepared[from.index()] = envelope;
            }
            return berth.offer(envelope);
        }
    }

    /** From the record to the handler, through the bundles of a boss. */
    @State(Scope.Benchmark)
    public static class WholeBus implements Line {
        private EmbeddedBoss boss;
        private CommandBus bus;

        @Setup
        public void open() throws Exception {
            boss = EmbeddedBoss.open();
            CommandHandler<Tick, Void> count = (tick, context) -> {
                Tally.at(tick.producer()).arrive();
                return null;
            };
            boss.register(
                    CommandHandler.class,
                    count,
                    Map.of(CommandHandler.HANDLES, Tick.class.getName(), CommandHandler.TARGET, "tick"));
            bus = boss.bus();
        }

        @TearDown
        public void close() throws IOException, InterruptedException {
            boss.close();
        }

        @Override
        public boolean offer(Tally from) {
            Tick tick = new Tick(from.index());
            Acceptance taken = bus.send(tick);
            if (!taken.isAccepted() && taken != Acceptance.refused(Reason.REJECTED_FULL)) {
                taken.orThrow(tick);
            }
            return taken.isAccepted();
        }
    }

    private static final class Prepared extends Envelope {
        private final Tally from;

        Prepared(Tally from) {
            super(from.index(), "bench/1", from, "bench", NO_DEADLINE, Map.of());
            this.from = from;
        }

        @Override
        public boolean wantsReply() {
            return false;
        }

        @Override
        protected void completed(Object reply) {
            throw new AssertionError("never ended");
        }

        @Override
        protected void failed(Reason reason, boolean mayHaveRun, Throwable cause) {
            throw new AssertionError("never ended", cause);
        }

        @Override
        protected void threw(HandlerFailedException failure) {
            throw new AssertionError("never ended", failure);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void raw(RawRing ring, Producer producer) {
        producer.run(ring);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void berth(BareBerth berth, Producer producer) {
        producer.run(berth);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void bus(WholeBus bus, Producer producer) {
        producer.run(bus);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "bosun-bench-raw");
        thread.setDaemon(true);
        return thread;
    }
}
