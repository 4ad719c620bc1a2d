// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.command.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * Berths to be tested, and work for them.
 *
 * <p>The work that the tests give runs once per command, on one thread, on the far side of the berth; it ends its
 * envelope or throws.
 */
@Timeout(60)
public abstract class BerthFixture {
    /** The key of {@link Note}. */
    public static final String KEY = "note/1";

    /** The target of every berth under test. */
    public static final String TARGET = "scribe";

    static final Duration LIVE = Duration.ofSeconds(10);

    /** The command of these tests, and its reply. */
    public record Note(String text, int number) implements Command<Note> {}

    /** A command that no codec takes. */
    public record Unencodable(Thread thread) implements Command<Note> {}

    private final List<BerthRig> rigs = new ArrayList<>();
    final CountDownLatch gate = new CountDownLatch(1);
    final CountDownLatch entered = new CountDownLatch(1);
    final Queue<Integer> ran = new ConcurrentLinkedQueue<>();

    /**
     * Opens a berth of {@link #TARGET}.
     *
     * @param capacity it must take at least one command and refuse some time after this many are pending
     * @param work see above; what it throws is the handler's failure
     */
    protected abstract BerthRig open(int capacity, Consumer<Envelope> work) throws Exception;

    /** Whether commands are encoded on their way. */
    protected abstract boolean encodes();

    @AfterEach
    void closeRigs() throws Exception {
        gate.countDown();
        for (BerthRig each : rigs) {
            each.close();
        }
    }

    /** Keeps a rig, to be closed after the test. */
    protected final BerthRig keep(BerthRig rig) {
        rigs.add(rig);
        return rig;
    }

    /** Offers a note, which must be taken. */
    protected final AskedEnvelope offered(BerthRig rig, int number) {
        AskedEnvelope asked = new AskedEnvelope(number, new Note("echo", number));
        assertThat(rig.berth().offer(asked)).as("offer of " + asked).isTrue();
        return asked;
    }

    /** Waits for the end of each, and that it was one. */
    protected static void assertEndedOnce(List<AskedEnvelope> asked) throws Exception {
        for (AskedEnvelope each : asked) {
            each.end();
            assertThat(each.ends()).as("ends of " + each).isEqualTo(1);
        }
    }

    final BerthRig rig(int index) {
        return rigs.get(index);
    }

    final BerthRig echo(int capacity) throws Exception {
        return keep(open(capacity, e -> e.complete(rig(0).command(e))));
    }

    /** A berth whose handler waits at the gate before it answers. */
    final BerthRig gated(int capacity) throws Exception {
        return keep(open(capacity, e -> {
            awaitGate();
            if (!e.isEnded()) {
                ran.add((int) e.id());
            }
            e.complete(null);
        }));
    }

    final void awaitGate() {
        entered.countDown();
        try {
            gate.await();
        } catch (InterruptedException lost) {
            throw new IllegalStateException("interrupted", lost);
        }
    }
}
