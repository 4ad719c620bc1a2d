// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bosun.transport.AskedEnvelope;
import io.bosun.transport.AskedWork;
import io.bosun.transport.LocalBerth;
import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The factory: its bounds and its configuration. */
@Timeout(60)
class RingBerthsTest {
    private static final Duration LIVE = Duration.ofSeconds(10);

    private final List<LocalBerth> opened = new ArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void close() {
        gate.countDown();
        opened.forEach(each -> each.close(LIVE));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 1024, 65_536})
    void shouldTakeASizeThatIsAPowerOfTwo(int size) throws Exception {
        LocalBerth berth = open(new RingBerths(size, RingWait.BLOCKING));
        for (int i = 0; i < size; i++) {
            assertThat(berth.offer(new AskedEnvelope(i, "command"))).isTrue();
        }
        assertThat(berth.offer(new AskedEnvelope(size, "command"))).isFalse();
        assertThat(berth.pending()).isEqualTo(size);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 3, 1000, 131_072, Integer.MIN_VALUE})
    void shouldRefuseASizeThatIsNot(int size) {
        assertThatThrownBy(() -> new RingBerths(size, RingWait.BLOCKING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("size is " + size + ": use a power of two from 2 to 65536");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 256, controlSize is 0",
        "1025, 256, controlSize is 1025",
        "64, 0, limit is 0",
        "64, 4097, limit is 4097"
    })
    void shouldRefuseWhatIsOutOfBounds(int controlSize, int limit, String message) {
        assertThatThrownBy(() -> new RingSettings(new Configured(8, controlSize, limit, RingWait.AUTO)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message + ": use a number from 1 to ");
    }

    @Test
    void shouldBeginWithTheDefaultsWhereItsConfigurationIsWrong() {
        List<RingBerths> made = new ArrayList<>();
        List<String> log = logged(() -> made.add(new RingBerths(new Configured(3, 8, 8, RingWait.AUTO))));
        RingBerths factory = made.get(0);
        assertThat(log).singleElement().asString().contains("size is 3");
        assertThat(open(factory).offer(new AskedEnvelope(1, "command"))).isTrue();
        factory.modified(new Configured(2, 8, 8, RingWait.AUTO));
        assertThat(filled(open(factory))).isEqualTo(2);
    }

    @Test
    @DisplayName("Promise 3: no more berths than the limit are open; one that has ended makes room")
    void shouldOpenNoMoreThanTheLimit() {
        RingBerths factory = new RingBerths(new Configured(8, 8, 2, RingWait.AUTO));
        LocalBerth first = open(factory);
        LocalBerth second = open(factory);
        assertThat(factory.open("third", work())).isNull();
        assertThat(factory.open("third", work())).isNull();
        first.close(LIVE);
        open(factory);
        assertThat(second.closeIfIdle()).isTrue();
        second.close(LIVE);
        open(factory);
        assertThat(factory.open("third", work())).isNull();
    }

    @Test
    void shouldMakeRoomWhenABerthHasClosedByItself() {
        RingBerths factory = new RingBerths(new Configured(8, 8, 1, RingWait.AUTO));
        open(factory).beginClose();
        await().atMost(LIVE).until(() -> {
            LocalBerth next = factory.open("next", work());
            if (next != null) {
                opened.add(next);
            }
            return next != null;
        });
    }

    @Test
    @DisplayName("Promise 3: a berth whose handler never returns keeps its thread, and so its place")
    void shouldCountWhoseThreadStillRuns() throws Exception {
        RingBerths factory = new RingBerths(new Configured(8, 8, 1, RingWait.AUTO));
        CountDownLatch entered = new CountDownLatch(1);
        LocalBerth stuck = factory.open("desk", new AskedWork(e -> {
            entered.countDown();
            for (boolean open = false; !open; ) {
                try {
                    gate.await();
                    open = true;
                } catch (InterruptedException ignored) {
                    // as a bad handler does
                }
            }
        }));
        stuck.offer(new AskedEnvelope(1, "command"));
        entered.await();
        stuck.close(Duration.ZERO);
        assertThat(factory.open("next", work())).isNull();
        gate.countDown();
        await().atMost(LIVE).until(() -> {
            LocalBerth next = factory.open("next", work());
            if (next != null) {
                opened.add(next);
            }
            return next != null;
        });
    }

    @Test
    void shouldUseAChangedConfigurationForBerthsOpenedLater() {
        RingBerths factory = new RingBerths(new Configured(2, 8, 8, RingWait.AUTO));
        LocalBerth before = open(factory);
        factory.modified(new Configured(4, 8, 8, RingWait.BLOCKING));
        assertThat(filled(open(factory))).isEqualTo(4);
        assertThat(filled(before)).isEqualTo(2);
    }

    @Test
    void shouldKeepItsConfigurationWhenTheNextIsWrongAndSayWhy() {
        RingBerths factory = new RingBerths(new Configured(2, 8, 8, RingWait.AUTO));
        List<String> log = logged(() -> factory.modified(new Configured(1000, 8, 8, RingWait.AUTO)));
        assertThat(log)
                .singleElement()
                .asString()
                .contains("io.bosun.transport.ring", "size is 1000: use a power of two from 2 to 65536", "size=2");
        assertThat(filled(open(factory))).isEqualTo(2);
    }

    @Test
    @DisplayName("Configuration: a value that cannot be converted is refused in the same way")
    void shouldKeepItsConfigurationWhenAValueCannotBeConverted() {
        RingBerths factory = new RingBerths(new Configured(2, 8, 8, RingWait.AUTO));
        List<String> log = logged(() -> factory.modified(new Configured(4, 8, 8, RingWait.AUTO) {
            @Override
            public RingWait waitStrategy() {
                // As DS does, when it is asked for the value.
                throw new IllegalStateException("no RingWait 'FAST'");
            }
        }));
        assertThat(log).singleElement().asString().contains("no RingWait 'FAST'");
        assertThat(filled(open(factory))).isEqualTo(2);
    }

    @Test
    void shouldCloseWhatIsLeftOpenAndOpenNoMoreWhenItGoes() throws Exception {
        RingBerths factory = new RingBerths(8, RingWait.BLOCKING);
        LocalBerth berth = factory.open("desk", new AskedWork(e -> e.complete(null)));
        AskedEnvelope asked = new AskedEnvelope(1, "command");
        assertThat(berth.offer(asked)).isTrue();
        asked.end();
        factory.deactivate();
        assertThat(berth.offer(new AskedEnvelope(2, "late"))).isFalse();
        assertThat(factory.open("desk", work())).isNull();
        await().atMost(LIVE)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(each -> each.getName().equals("bosun-berth-desk")));
    }

    /** A berth whose handler waits at the gate. */
    private LocalBerth open(RingBerths factory) {
        LocalBerth berth = factory.open("desk", work());
        assertThat(berth).isNotNull();
        opened.add(berth);
        return berth;
    }

    private AskedWork work() {
        return new AskedWork(e -> {
            try {
                gate.await();
            } catch (InterruptedException lost) {
                throw new IllegalStateException(lost);
            }
            e.complete(null);
        });
    }

    private static int filled(LocalBerth berth) {
        int taken = 0;
        while (berth.offer(new AskedEnvelope(taken, "command"))) {
            taken++;
        }
        return taken;
    }

    private static List<String> logged(Runnable what) {
        List<String> log = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord each) {
                log.add(new SimpleFormatter().formatMessage(each));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(RingBerths.class.getName());
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            what.run();
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        return log;
    }

    private static class Configured implements RingConfiguration {
        private final int size;
        private final int controlSize;
        private final int limit;
        private final RingWait waitStrategy;

        Configured(int size, int controlSize, int limit, RingWait waitStrategy) {
            this.size = size;
            this.controlSize = controlSize;
            this.limit = limit;
            this.waitStrategy = waitStrategy;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public int controlSize() {
            return controlSize;
        }

        @Override
        public int limit() {
            return limit;
        }

        @Override
        public RingWait waitStrategy() {
            return waitStrategy;
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return RingConfiguration.class;
        }
    }
}
