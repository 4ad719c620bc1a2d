// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.itest.lifeguide.Logbook;
import io.bosun.itest.lifeguide.harbour.Gate;
import io.bosun.itest.lifeguide.harbour.Master;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.Subscription;
import io.bosun.lifecycle.TransitionReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

/** The examples of docs/lifecycle.md, in bundles as a user's build makes them. */
@DisplayName("the guide to the lifecycle")
class LifeGuideIT {
    private static final String SHARED = Logbook.class.getPackageName();
    private static final String HARBOUR = Master.class.getPackageName();
    private static final String LIGHT = SHARED + ".light";
    private static final String BUS = LifecycleBus.class.getPackageName();

    private final TestDirectory directory = TestDirectory.create();
    private final Container container = Container.start(Container.directory(directory), BUS, SHARED, HARBOUR);
    private final Logbook logbook = new Logbook();
    private LifecycleBus bus;
    private Master master;

    @BeforeEach
    void deploy() throws Exception {
        container.context().registerService(Logbook.class, logbook, null);
        bus = container.service(LifecycleBus.class);
        assertThat(bus.await(ProcessState.RUN, Processes.LIVENESS)).isTrue();
        container.start(ComponentJar.of(
                "itest.lifeguide.harbour",
                "1.0.0",
                Map.of("-includepackage", HARBOUR, "Import-Package", HARBOUR + ",*")));
        container.start(ComponentJar.of("itest.lifeguide.light", "1.0.0", LIGHT));
        master = container.service(Master.class);
        awaitLine("shift on duty");
        // all listeners of RUN have run
        bus.transition(ProcessState.RUN, "the test").orThrow();
    }

    @AfterEach
    void close() {
        container.close();
        directory.close();
    }

    private void awaitLine(String line) {
        Awaitility.await(line)
                .atMost(Processes.LIVENESS)
                .until(() -> logbook.lines().contains(line));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(Processes.LIVENESS.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("MB-6, MB-15, MB-35: a component, a set and one bound to RUN hear and live through a restart")
    void shouldHearStates() throws Exception {
        assertThat(logbook.lines()).contains("visitors shown around").doesNotContain("horn on");

        assertThat(master.refit())
                .containsExactly(ProcessState.STOP, ProcessState.IDLE, ProcessState.START, ProcessState.RUN);

        assertThat(logbook.lines())
                .containsSubsequence(
                        "shift on duty",
                        "shift off duty",
                        "lamp out",
                        "horn off",
                        "lamp lit",
                        "shift on duty",
                        "horn on")
                .containsOnlyOnce("visitors shown around");
    }

    @Test
    @DisplayName("MB-18, W-MB-2: reports tell how a transition went")
    void shouldReport() throws Exception {
        assertThat(master.rest()).isEqualTo("REACHED in IDLE");
        assertThat(logbook.lines())
                .anyMatch(line -> line.startsWith("RUN > STOP returned [null"))
                .contains("STOP > IDLE returned []");

        assertThat(master.work()).isEqualTo("in RUN");
        TransitionReport joined = master.joinTheWork();
        assertThat(joined.outcome()).isEqualTo(TransitionReport.Outcome.REACHED);
        assertThat(joined.hops()).isEmpty();
        assertThat(get(master.restNow()).state()).isEqualTo(ProcessState.IDLE);
    }

    @Test
    @DisplayName("MB-30, MB-31: a failing start is told, logged, and ends in EXITED with status 1")
    void shouldFail() throws Exception {
        try (Subscription fuel = master.fill(0)) {
            assertThat(fuel).isNotNull();
            master.rest();

            assertThat(master.work())
                    .isEqualTo("FAILED in EXITED, 1 of the listeners of START failed: "
                            + "java.lang.IllegalStateException: The tank is empty: fill it");
        }

        assertThat(bus.exitStatus()).isEqualTo(1);
        awaitLine("over, in EXITED with status 1");
        assertThat(logbook.lines()).anyMatch(line -> line.startsWith("alarm: Error in START listener "));
    }

    @Test
    @DisplayName("MB-26, MB-37: who waits misses nothing, and what begins with RUN begins after its listeners")
    void shouldWait() throws Exception {
        CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(this::awaitsTheEnd);
        master.rest();
        CompletionStage<String> announced = master.announce();
        CompletionStage<Integer> opened = master.open();

        assertThat(get(announced)).isEqualTo("the light is on");
        assertThat(get(opened)).isEqualTo(42);
        assertThat(logbook.lines()).containsSubsequence("horn on", "harbour open");
        master.leave();
        assertThat(get(stopped)).isTrue();
    }

    private boolean awaitsTheEnd() {
        try {
            return master.awaitEnd(Duration.ofMinutes(1)).isPresent();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @DisplayName("MB-9, MB-11: calls who hears a channel of its own, whatever the others do")
    void shouldPublish() {
        assertThat(master.inspect()).isEqualTo("all well: []");

        bus.subscribe("inspect", 10, event -> {
            throw new IllegalStateException("broken: " + event.arguments());
        });
        bus.subscribe("inspect", 20, event -> "dusted");

        assertThat(master.inspect())
                .isEqualTo("1 failed, the others returned [dusted]: "
                        + "java.lang.IllegalStateException: broken: [lamp, 1]");
    }

    @Test
    @DisplayName("MB-14: the log is a channel")
    void shouldLog() {
        try (Subscription reading = master.readLog()) {
            assertThat(reading).isNotNull();
            master.note("wind from the west");
        }
        master.note("nobody hears it");

        assertThat(logbook.lines()).contains("log: wind from the west").doesNotContain("log: nobody hears it");
    }

    @Test
    @DisplayName("MB-5, MB-57: another bus has its own states, listeners and conditions")
    void shouldHaveAnotherBus() throws Exception {
        container.configure(
                "io.bosun.lifecycle.provider.bus",
                "gate",
                Map.of("name", "gate", "edges", "SHUT>OPEN, SHUT>GONE, OPEN>SHUT"));
        Gate gate = container.service(Gate.class);

        gate.pass();

        assertThat(logbook.lines())
                .containsSubsequence("pilot on board", "gate OPEN", "pilot ashore", "gate SHUT")
                .doesNotContain("shift off duty");
        assertThat(bus.state()).isEqualTo(ProcessState.RUN);
    }

    @Test
    @DisplayName("MB-36: ends with the status that was asked for")
    void shouldEnd() throws Exception {
        CompletableFuture<Integer> main = CompletableFuture.supplyAsync(master::waitForTheEnd);
        master.leave();

        assertThat(get(main)).isZero();
        awaitLine("over, in EXITED with status 0");
    }

    @Test
    @DisplayName("draws where it is")
    void shouldDraw() throws Exception {
        Path file = directory.root().resolve("states.svg");
        master.draw(file);

        assertThat(Files.readString(file)).startsWith("<svg").contains("States, in RUN");
    }

    @Test
    @DisplayName("W-MB-5: what is stopped hears no more")
    void shouldGoWithItsBundle() throws Exception {
        for (Bundle each : container.context().getBundles()) {
            if ("itest.lifeguide.light".equals(each.getSymbolicName())) {
                each.stop();
            }
        }
        int lines = logbook.lines().size();
        master.refit();

        assertThat(logbook.lines()).hasSize(lines);
    }
}
