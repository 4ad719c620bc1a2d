// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.lifecycle.ChannelFailures;
import io.bosun.lifecycle.Hop;
import io.bosun.lifecycle.ListenerCall;
import io.bosun.lifecycle.ListenerStatus;
import io.bosun.lifecycle.PastTransition;
import io.bosun.lifecycle.PastTransition.PastCall;
import io.bosun.lifecycle.PastTransition.PastHop;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.StateGraph;
import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.TransitionReport.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.framework.FrameworkFactory;
import org.apache.felix.gogo.runtime.activator.Activator;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/** As typed: Gogo itself reads the options. */
@DisplayName("W-MB-23 In the shell the lifecycle bus")
class LifecycleCommandsTest {
    private static final State OPEN = new State("OPEN");
    private static final State SHUT = new State("SHUT");

    @TempDir
    static Path directory;

    private static final Activator GOGO = new Activator();
    private static Framework framework;
    private static BundleContext context;
    private static CommandSession session;

    private static RunBus bus = new RunBus();
    private static RunBus valve = new RunBus();
    private static Buses buses;

    @BeforeAll
    static void startGogo() throws Exception {
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE, directory.resolve("cache").toString(), "felix.log.level", "1"));
        framework.start();
        context = framework.getBundleContext();
        GOGO.start(context);
        CommandProcessor processor = context.getService(context.getServiceReference(CommandProcessor.class));
        session = processor.createSession(
                new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(), new ByteArrayOutputStream());
        buses = new Buses();
        register(new StateCommands(buses, "boss", "/run"), "state", "transition");
        register(new BusViewCommands(buses), "graph", "listeners", "transitions");
        context.registerService(Converter.class, new TableConverter(), new Hashtable<>());
    }

    @AfterAll
    static void stopGogo() throws Exception {
        session.close();
        GOGO.stop(context);
        framework.stop();
        framework.waitForStop(10_000);
    }

    private static void register(Object commands, String... functions) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(CommandProcessor.COMMAND_SCOPE, "bosun");
        properties.put(CommandProcessor.COMMAND_FUNCTION, functions);
        context.registerService(Object.class, commands, properties);
    }

    LifecycleCommandsTest() {
        buses.remove(bus);
        buses.remove(valve);
        bus = new RunBus().in(ProcessState.RUN);
        valve = new RunBus(
                        "valve",
                        StateGraph.builder().edge(SHUT, OPEN).edge(OPEN, SHUT).build())
                .in(OPEN);
        buses.add(valve);
        buses.add(bus);
    }

    private static String shell(String line) throws Exception {
        Object result = session.execute(line);
        return session.format(result, Converter.INSPECT).toString();
    }

    private static Hop hop(State from, State to, Object result, Throwable... failures) {
        return new Hop(
                from,
                to,
                1_500_000,
                List.of(
                        new ListenerCall("first", 1_000, result, Optional.empty()),
                        new ListenerCall(
                                "second",
                                1_000,
                                null,
                                List.of(failures).stream().findFirst())),
                failures.length == 0
                        ? Optional.empty()
                        : Optional.of(new ChannelFailures(to.name(), List.of(failures), List.of())),
                List.of());
    }

    private static TransitionReport report(Outcome outcome, State target, State state, Hop... hops) {
        return new TransitionReport(
                ProcessState.IDLE,
                target,
                state,
                "a test",
                "main",
                outcome,
                List.of(hops),
                List.of(hops).stream()
                        .flatMap(hop -> hop.failure().stream())
                        .map(RuntimeException.class::cast)
                        .findFirst());
    }

    private static PastTransition past(long number, Outcome outcome, String failure) {
        return new PastTransition(
                number,
                Instant.parse("2026-01-02T03:04:05.678912Z"),
                2_345_678,
                ProcessState.IDLE,
                ProcessState.RUN,
                ProcessState.RUN,
                "by hand",
                "main",
                Optional.ofNullable(outcome),
                List.of(
                        new PastHop(
                                ProcessState.START,
                                1_000_000,
                                List.of(
                                        new PastCall("Server.open", 900_000, Optional.empty()),
                                        new PastCall("Monitor", 12_000, Optional.ofNullable(failure)))),
                        new PastHop(ProcessState.RUN, 2_000, List.of())),
                Optional.ofNullable(failure));
    }

    @Test
    @DisplayName("says where the process is, and that there are others")
    void shouldShowTheProcess() throws Exception {
        assertThat(shell("state").lines())
                .anyMatch(line -> line.matches("name +boss"))
                .anyMatch(line -> line.matches("state +RUN"))
                .anyMatch(line -> line.matches("directory +/run"))
                .anyMatch(line -> line.matches("otherBuses +valve OPEN"));
    }

    @Test
    @DisplayName("says where another one is, where it can go, and what it did last")
    void shouldShowAnotherBus() throws Exception {
        valve.listeners.add(new ListenerStatus("OPEN", 50, "Pump", "org.example.pump", Optional.empty()));
        valve.history.add(past(6, Outcome.FAILED, "x"));
        valve.history.add(past(7, Outcome.REACHED, null));

        assertThat(shell("state valve")).isEqualTo("""
                        bus             valve
                        state           OPEN
                        next            SHUT
                        exitStatus      0
                        listeners       1
                        lastTransition  7: IDLE > START > RUN, REACHED in 2.3 ms (by hand)""");
        assertThat(shell("state default")).contains("lastTransition  none");
    }

    @Test
    @DisplayName("walks, and shows each step with its results")
    void shouldWalk() throws Exception {
        bus.answer = report(
                Outcome.REACHED,
                ProcessState.RUN,
                ProcessState.RUN,
                hop(ProcessState.IDLE, ProcessState.START, "port 80"),
                hop(ProcessState.START, ProcessState.RUN, null));

        assertThat(shell("transition RUN")).isEqualTo("""
                REACHED RUN in 3.0 ms
                STATE  TIME    LISTENERS  RESULTS  PROBLEMS
                START  1.5 ms          2  port 80
                RUN    1.5 ms          2""");
        assertThat(shell("transition RUN because I say so")).startsWith("REACHED");
        assertThat(bus.asked).containsExactly("RUN QUEUE asked for in the shell", "RUN QUEUE because I say so");
    }

    @Test
    @DisplayName("says that it is there already")
    void shouldSayThatNothingIsToDo() throws Exception {
        bus.answer = report(Outcome.REACHED, ProcessState.RUN, ProcessState.RUN);

        assertThat(shell("transition RUN")).isEqualTo("already in RUN");
    }

    @Test
    @DisplayName("joins or supersedes as told, wherever the option stands, on any bus")
    void shouldTakeOptions() throws Exception {
        bus.answer = report(Outcome.REACHED, ProcessState.RUN, ProcessState.RUN);
        valve.answer = bus.answer;

        shell("transition --join RUN");
        shell("transition -s IDLE at once");
        shell("transition --bus valve SHUT");
        shell("transition --supersede -b valve SHUT");

        assertThat(bus.asked).containsExactly("RUN JOIN asked for in the shell", "IDLE SUPERSEDE at once");
        assertThat(valve.asked)
                .containsExactly("SHUT QUEUE asked for in the shell", "SHUT SUPERSEDE asked for in the shell");
        assertThatThrownBy(() -> shell("transition --join --supersede RUN")).hasMessageContaining("not both");
    }

    @Test
    @DisplayName("tells a failure in one line: where it is, how it came there, and what was thrown")
    void shouldTellAFailure() {
        bus.answer = report(
                Outcome.FAILED,
                ProcessState.RUN,
                ProcessState.EXITED,
                hop(
                        ProcessState.IDLE,
                        ProcessState.START,
                        null,
                        new IllegalStateException("port\nin use"),
                        new IllegalArgumentException("no name")),
                hop(ProcessState.START, ProcessState.START_ERROR, null));

        assertThatThrownBy(() -> shell("transition RUN"))
                .hasToString("FAILED: the bus is in EXITED, not in RUN; it went IDLE > START > START_ERROR; "
                        + "START: java.lang.IllegalStateException: port in use; "
                        + "java.lang.IllegalArgumentException: no name; 'transitions' has more");
    }

    @Test
    @DisplayName("tells that there is no way")
    void shouldTellThatThereIsNoWay() {
        bus.answer = report(Outcome.UNREACHABLE, ProcessState.ENTER, ProcessState.RUN);

        assertThatThrownBy(() -> shell("transition ENTER")).hasToString("UNREACHABLE: no way leads from RUN to ENTER");
    }

    @Test
    @DisplayName("knows its states, and names them to who does not; so with buses")
    void shouldNameStatesAndBuses() {
        assertThatThrownBy(() -> shell("transition --bus valve AJAR"))
                .hasToString("there is no state 'AJAR'; states: SHUT, OPEN");
        assertThatThrownBy(() -> shell("transition run")).hasMessageContaining("INITIAL, ENTER, IDLE");
        assertThatThrownBy(() -> shell("graph --bus pump"))
                .hasToString("there is no bus 'pump'; buses: default, valve");
        buses.remove(bus);
        buses.remove(valve);
        assertThatThrownBy(() -> shell("state")).hasToString("there is no bus 'default'; buses: none");
        assertThat(bus.asked).isEmpty();
    }

    @Test
    @DisplayName("exits without waiting for the end of its own thread")
    void shouldExit() throws Exception {
        assertThat(shell("transition EXITED enough")).isEqualTo("on the way to EXITED; then this process ends");

        assertThat(bus.asked).containsExactly("exit 0 enough");
    }

    @Test
    @DisplayName("is drawn, with its state in brackets, also for Graphviz and as SVG")
    void shouldDraw() throws Exception {
        assertThat(shell("graph"))
                .isEqualTo(ProcessState.GRAPH
                        .picture(ProcessState.ERRORS, ProcessState.RUN)
                        .text())
                .contains("[RUN]", "fails > START_ERROR");
        assertThat(shell("graph --bus valve")).isEqualTo("+---> SHUT\n|     v\n|    [OPEN]\n+---'");
        assertThat(shell("graph --dot")).startsWith("digraph");
        assertThat(shell("graph --bus valve --svg")).startsWith("<svg").contains(">OPEN</text>");
        assertThatThrownBy(() -> shell("graph --dot --svg")).hasMessageContaining("not both");
    }

    @Test
    @DisplayName("lists its listeners in the order of their calls, and what is wrong with those refused")
    void shouldListListeners() throws Exception {
        bus.listeners.add(new ListenerStatus("START", 10, "BusStates", "io.bosun.command.provider", Optional.empty()));
        bus.listeners.add(new ListenerStatus("STOP", 25, "Server.close", "org.example", Optional.empty()));
        bus.listeners.add(new ListenerStatus("", 50, "Odd", "org.example", Optional.of("open() is not public")));

        assertThat(shell("listeners")).isEqualTo("""
                CHANNEL  PRIORITY  LISTENER      BUNDLE                     PROBLEM
                START          10  BusStates     io.bosun.command.provider
                STOP           25  Server.close  org.example
                               50  Odd           org.example                open() is not public""");
        assertThat(shell("listeners STOP").lines()).hasSize(2).last().asString().startsWith("STOP ");
        assertThat(shell("listeners --bus valve").lines()).hasSize(1);
    }

    @Test
    @DisplayName("lists its last transitions")
    void shouldListTransitions() throws Exception {
        bus.history.add(past(3, Outcome.REACHED, null));
        bus.history.add(past(4, null, "stopped by hand"));

        assertThat(shell("transitions").lines())
                .hasSize(3)
                .anyMatch(line ->
                        line.matches(" +3  2026-01-02T03:04:05.678Z  2.3 ms  IDLE  RUN +RUN +REACHED +by hand  main"))
                .anyMatch(line -> line.contains("ABORTED") && line.endsWith("stopped by hand"));
    }

    @Test
    @DisplayName("shows one of them whole: each step, and how long each listener took")
    void shouldShowATransition() throws Exception {
        bus.history.add(past(3, Outcome.FAILED, "out of order"));

        assertThat(shell("transitions 3")).isEqualTo("""
                number     3
                at         2026-01-02T03:04:05.678912Z
                requester  main
                reason     by hand
                way        IDLE > START > RUN
                outcome    FAILED RUN
                time       2.3 ms
                failure    out of order

                STATE  LISTENER     TIME    FAILURE
                START               1.0 ms
                       Server.open  900 us
                       Monitor      12 us   out of order
                RUN                 2 us""");
        assertThatThrownBy(() -> shell("transitions 4")).hasMessageContaining("no transition has the number 4");
    }

    @Test
    @DisplayName("hands records to scripts")
    void shouldReturnObjects() throws Exception {
        bus.listeners.add(new ListenerStatus("START", 10, "BusStates", "", Optional.empty()));
        bus.history.add(past(3, Outcome.REACHED, null));

        assertThat((List<?>) session.execute("listeners"))
                .singleElement()
                .isEqualTo(new BusViewCommands.ListenerRow("START", 10, "BusStates", "", ""));
        assertThat((List<?>) session.execute("transitions"))
                .singleElement()
                .isInstanceOfSatisfying(
                        PastRows.PastRow.class, row -> assertThat(row.number()).isEqualTo(3));
        assertThat((List<?>) session.execute("transitions 3")).hasSize(4);
    }

    @Test
    @DisplayName("has short times that people can read")
    void shouldWriteTimes() {
        assertThat(Nanos.text(0)).isEqualTo("0 us");
        assertThat(Nanos.text(999_999)).isEqualTo("999 us");
        assertThat(Nanos.text(1_000_000)).isEqualTo("1.0 ms");
        assertThat(Nanos.text(61_500_000_000L)).isEqualTo("61.5 s");
    }
}
