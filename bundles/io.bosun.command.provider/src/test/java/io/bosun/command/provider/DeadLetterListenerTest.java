// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.command.DeadLetterListener;
import io.bosun.command.provider.Commands.Ask;
import java.lang.ref.WeakReference;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeadLetterListenerTest {
    private final DeadLetterStore store = Letters.store(10, 1_000);
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final DeadLetterListener first = named("first");

    @AfterEach
    void close() {
        store.deactivate();
        awaitNoThread();
    }

    private DeadLetterListener named(String name) {
        return letter -> heard.add(name + letter.number());
    }

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            Letters.add(store, i, new Ask(i));
        }
    }

    private void awaitHeard(String... all) {
        await().atMost(BusRig.LIVE).until(() -> heard.size() >= all.length);
        assertThat(heard).containsExactly(all);
    }

    private static void block(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw BusTests.sneaky(e);
        }
    }

    private static void awaitNoThread() {
        await().atMost(BusRig.LIVE)
                .until(() -> BusRig.threads(DeadLetterStore.THREAD).isEmpty());
    }

    private static Thread thread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals(DeadLetterStore.THREAD))
                .reduce((one, other) -> {
                    throw new AssertionError("two threads");
                })
                .orElseThrow();
    }

    @Test
    void shouldTellEachListenerOfEachLetterInOrder() {
        store.addListener(named("a"));
        store.addListener(named("b"));
        add(3);
        awaitHeard("a1", "b1", "a2", "b2", "a3", "b3");
    }

    @Test
    void shouldTellOfLaterLettersOnly() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        add(2);
        store.addListener(letter -> {
            entered.countDown();
            block(gate);
            heard.add("a" + letter.number());
        });
        add(1);
        entered.await();
        add(1);
        store.addListener(named("b"));
        gate.countDown();
        add(1);
        awaitHeard("a3", "a4", "a5", "b5");
    }

    @Test
    @DisplayName("Promise 3: a slow listener misses what is displaced meanwhile, and nothing queues up for it")
    void shouldLeaveOutWhatASlowListenerMissed() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        store.addListener(letter -> {
            entered.countDown();
            block(gate);
        });
        store.addListener(named("b"));
        add(1);
        entered.await();
        add(100);
        gate.countDown();
        String[] all = LongStream.concat(LongStream.of(1), LongStream.rangeClosed(92, 101))
                .mapToObj(number -> "b" + number)
                .toArray(String[]::new);
        awaitHeard(all);
    }

    @Test
    void shouldNotBeHarmedByListenersThatThrow() {
        store.addListener(letter -> {
            throw new StackOverflowError("on purpose");
        });
        store.addListener(letter -> {
            throw new IllegalStateException("on purpose") {
                private static final long serialVersionUID = 1;

                @Override
                public String toString() {
                    throw new AssertionError("cannot be printed");
                }
            };
        });
        store.addListener(named("c"));
        add(3);
        awaitHeard("c1", "c2", "c3");
    }

    @Test
    @DisplayName("Trap, interrupts: what interrupts one listener does not reach the next, nor the waiting for letters")
    void shouldKeepAnInterruptToItself() {
        store.addListener(letter -> Thread.currentThread().interrupt());
        store.addListener(letter ->
                heard.add(letter.number() + " " + Thread.currentThread().isInterrupted()));
        add(2);
        awaitHeard("1 false", "2 false");
        await().atMost(BusRig.LIVE).until(() -> thread().getState() == Thread.State.WAITING);
    }

    @Test
    void shouldTellARemovedListenerNothingMore() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        DeadLetterListener slow = letter -> {
            entered.countDown();
            block(gate);
            heard.add("a" + letter.number());
        };
        DeadLetterListener second = named("b");
        store.addListener(slow);
        store.addListener(second);
        store.addListener(named("c"));
        add(1);
        entered.await();
        store.removeListener(second);
        store.removeListener(slow);
        gate.countDown();
        add(1);
        awaitHeard("a1", "c1", "c2");
    }

    @Test
    void shouldHaveAThreadOnlyWhileThereIsAListener() {
        add(1);
        assertThat(BusRig.threads(DeadLetterStore.THREAD)).isEmpty();
        DeadLetterListener a = named("a");
        DeadLetterListener b = named("b");
        store.addListener(a);
        Thread thread = thread();
        assertThat(thread.isDaemon()).isTrue();
        store.addListener(b);
        assertThat(thread()).isSameAs(thread);
        store.removeListener(a);
        add(1);
        awaitHeard("b2");
        store.removeListener(b);
        awaitNoThread();
        add(1);
        store.addListener(a);
        add(1);
        awaitHeard("b2", "a4");
        assertThat(thread()).isNotSameAs(thread);
    }

    @Test
    void shouldHaveOneThreadHoweverListenersComeAndGo() throws Exception {
        Semaphore told = new Semaphore(0);
        AtomicInteger within = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        DeadLetterListener listener = letter -> {
            most.accumulateAndGet(within.incrementAndGet(), Math::max);
            within.decrementAndGet();
            told.release();
        };
        for (int i = 0; i < 2_000; i++) {
            store.addListener(listener);
            add(1);
            assertThat(told.tryAcquire(BusRig.LIVE.toSeconds(), TimeUnit.SECONDS))
                    .as("round %d", i)
                    .isTrue();
            store.removeListener(listener);
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void shouldEndItsThreadWhenItIsDeactivatedInACall() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        store.addListener(letter -> {
            entered.countDown();
            block(new CountDownLatch(1));
        });
        add(1);
        entered.await();
        store.deactivate();
        awaitNoThread();
    }

    @Test
    void shouldLetAListenerUseTheStore() {
        store.addListener(letter -> heard.add("purged " + store.purge(each -> each.equals(letter))));
        add(2);
        awaitHeard("purged 1", "purged 1");
        assertThat(store.letters()).isEmpty();
    }

    /** Runs with its own class on the stack. */
    public static final class Bundle implements Consumer<Runnable> {
        @Override
        public void accept(Runnable task) {
            task.run();
        }
    }

    @Test
    @DisplayName("Trap, unloading: the thread holds nothing of the bundle whose listener it was made for")
    void shouldLetTheFirstListenersBundleGo() throws Exception {
        WeakReference<ClassLoader> loader = new WeakReference<>(addFromABundle());
        store.addListener(named("stays"));
        store.removeListener(first);
        await().atMost(BusRig.LIVE).until(() -> {
            System.gc();
            return loader.get() == null;
        });
        add(1);
        awaitHeard("stays1");
    }

    @SuppressWarnings("unchecked")
    private ClassLoader addFromABundle() throws Exception {
        try (OwnLoader loader = new OwnLoader(Bundle.class)) {
            Class<?> type = loader.loadClass(Bundle.class.getName());
            assertThat(type.getClassLoader()).isSameAs(loader);
            Thread.currentThread().setContextClassLoader(loader);
            ((Consumer<Runnable>) type.getConstructor().newInstance()).accept(() -> store.addListener(first));
            return loader;
        } finally {
            Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
        }
    }
}
