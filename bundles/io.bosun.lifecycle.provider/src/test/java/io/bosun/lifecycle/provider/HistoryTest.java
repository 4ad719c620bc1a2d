// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.PastTransition;
import io.bosun.lifecycle.PastTransition.PastHop;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.TransitionReport.Outcome;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HistoryTest {
    private final Rig rig = new Rig();
    private final SerialBus bus = rig.bus;

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    @DisplayName(
            "W-MB-23: the history has each walk with its reason, requester, hops, and the duration of each listener")
    void shouldKeepHistory() throws Exception {
        rig.fail("START", new Exception("broken\nin two lines"));
        bus.transition(ProcessState.IDLE, "first");
        rig.run();

        List<PastTransition> walks = bus.history();

        assertThat(walks).extracting(PastTransition::number).containsExactly(1L, 2L);
        PastTransition failed = walks.get(1);
        assertThat(failed.reason()).isEqualTo("test");
        assertThat(failed.requester()).isEqualTo(Thread.currentThread().getName());
        assertThat(failed.from()).isEqualTo(ProcessState.IDLE);
        assertThat(failed.target()).isEqualTo(ProcessState.RUN);
        assertThat(failed.state()).isEqualTo(ProcessState.EXITED);
        assertThat(failed.outcome()).contains(Outcome.FAILED);
        assertThat(failed.at()).isAfterOrEqualTo(walks.get(0).at());
        assertThat(failed.nanos()).isPositive();
        assertThat(failed.hops())
                .extracting(PastHop::to)
                .extracting(State::name)
                .containsExactly("START", "START_ERROR", "STOP", "IDLE", "EXIT", "EXITED");
        assertThat(failed.hops().get(0).calls()).hasSize(2);
        assertThat(failed.hops().get(0).calls().get(1).failure()).contains("java.lang.Exception: broken; in two lines");
        assertThat(failed.failure())
                .contains("1 of the listeners of START failed: java.lang.Exception: broken; in two lines");
    }

    @Test
    @DisplayName("W-MB-23: nested walks are in the history, too, before the one that they interrupted")
    void shouldKeepNestedWalks() throws Exception {
        rig.nest("START", 20, ProcessState.IDLE, 1);

        rig.run();

        assertThat(bus.history()).extracting(PastTransition::reason).containsExactly("nested in START", "test");
        assertThat(bus.history().get(0).requester()).isEqualTo("bosun-lifecycle-test");
    }

    @Test
    @DisplayName("W-MB-23: the history is as long as it is configured, and may be changed meanwhile")
    void shouldBoundHistory() throws Exception {
        bus.configure(new BusSettings(100, 2, 1_000, 5_000, false));
        for (int walk = 1; walk <= 5; walk++) {
            bus.transition(ProcessState.INITIAL, "walk " + walk);
        }

        assertThat(bus.history()).extracting(PastTransition::reason).containsExactly("walk 4", "walk 5");
        assertThat(bus.history()).extracting(PastTransition::number).containsExactly(4L, 5L);
        bus.configure(new BusSettings(100, 0, 1_000, 5_000, false));
        assertThat(bus.history()).isEmpty();
    }

    @Test
    @DisplayName("nothing of a listener that is gone is held, though it has failed and spoken")
    void shouldHoldNothingOfListener() throws Exception {
        WeakReference<ClassLoader> loader = walkWithForeignListener();

        Awaitility.await().atMost(Rig.LIVELY).until(() -> {
            System.gc();
            return loader.get() == null;
        });
        assertThat(bus.history().get(0).failure()).isPresent();
    }

    private WeakReference<ClassLoader> walkWithForeignListener() throws Exception {
        URL[] here = {Foreign.class.getProtectionDomain().getCodeSource().getLocation()};
        URLClassLoader loader = new URLClassLoader(here, getClass().getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                return name.startsWith(Foreign.class.getName()) ? findClass(name) : super.loadClass(name, resolve);
            }
        };
        BusListener foreign = (BusListener) loader.loadClass(Foreign.class.getName())
                .getDeclaredConstructor()
                .newInstance();
        bus.subscribe("ENTER", foreign).close();
        try (var heard = bus.subscribe("START", foreign)) {
            rig.run();
            bus.post("START");
            bus.transition(ProcessState.EXITED, "again");
            assertThat(heard).isNotNull();
        }
        return new WeakReference<>(loader);
    }

    /** Loaded by a loader of its own. */
    public static final class Foreign implements BusListener {
        @Override
        public Object on(BusEvent event) throws Exception {
            Supplier<Object> own = () -> new Foreign();
            throw new Exception("own") {
                private final Object held = own.get();

                @Override
                public String toString() {
                    return held.getClass().getName() + " failed";
                }
            };
        }
    }
}
