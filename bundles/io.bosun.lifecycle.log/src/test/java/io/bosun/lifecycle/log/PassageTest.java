// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.lifecycle.LogLevel;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PassageTest {
    private static final String NAME = "passage-under-test";

    private final BlockingQueue<Entry> arrived = new LinkedBlockingQueue<>();

    private static Entry entry(String message) {
        return new Entry(LogLevel.WARN, message, null);
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(NAME::equals)
                .toList();
    }

    private Entry next() throws InterruptedException {
        return arrived.poll(60, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("MB-14: entries of the OSGi log come through in order, on one thread, which ends with the bridge")
    void shouldKeepTheOrder() throws InterruptedException {
        Passage passage = new Passage(NAME, 10, arrived::add);
        passage.open();
        assertThat(threads()).hasSize(1);
        passage.offer(entry("one"));
        passage.offer(entry("two"));
        passage.close();

        assertThat(arrived).extracting(Entry::message).containsExactly("one", "two");
        assertThat(threads()).isEmpty();
        passage.offer(entry("late"));
        assertThat(arrived).hasSize(2);
    }

    @Test
    @DisplayName("MB-14: whoever writes to the OSGi log does not wait; what finds no room is counted and told")
    void shouldDropWhatFindsNoRoom() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Passage passage = new Passage(NAME, 2, entry -> {
            entered.countDown();
            awaitUninterrupted(release);
            arrived.add(entry);
        });
        passage.open();
        passage.offer(entry("held"));
        entered.await();
        List.of("one", "two", "lost", "lost too").forEach(each -> passage.offer(entry(each)));
        release.countDown();

        assertThat(next().message()).isEqualTo("held");
        assertThat(next())
                .isEqualTo(entry("2 entries of the OSGi log were dropped:"
                        + " 2 were waiting for the listeners of the bus's log"));
        assertThat(next().message()).isEqualTo("one");
        assertThat(next().message()).isEqualTo("two");
        passage.close();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName("MB-14: neither a failure nor an interrupt ends the thread of the bridge")
    void shouldGoOnAfterAFailure() throws InterruptedException {
        Passage passage = new Passage(NAME, 10, entry -> {
            Thread.currentThread().interrupt();
            arrived.add(entry);
            throw new IllegalStateException("on purpose");
        });
        passage.open();
        passage.offer(entry("one"));
        passage.offer(entry("two"));
        passage.close();

        assertThat(arrived).extracting(Entry::message).containsExactly("one", "two");
    }

    @Test
    @DisplayName("MB-14: the bridge may be closed from its own thread")
    void shouldCloseOnItsOwnThread() throws InterruptedException {
        Passage[] passage = new Passage[1];
        passage[0] = new Passage(NAME, 10, entry -> {
            passage[0].close();
            arrived.add(entry);
        });
        passage[0].open();
        passage[0].offer(entry("one"));

        assertThat(next().message()).isEqualTo("one");
        Awaitility.await().until(() -> threads().isEmpty());
    }

    @Test
    @DisplayName("MB-14: a listener that hangs does not hold the end of the bridge for long")
    void shouldNotWaitForEver() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        Passage passage = new Passage(NAME, 1, entry -> {
            entered.countDown();
            awaitUninterrupted(release);
        });
        passage.open();
        passage.offer(entry("held"));
        entered.await();
        passage.offer(entry("waiting"));

        passage.close();

        assertThat(threads()).hasSize(1);
        release.countDown();
        Awaitility.await().until(() -> threads().isEmpty());
    }
}
