// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.command.CommandBus;
import io.bosun.command.Gather;
import io.bosun.command.Gathered;
import io.bosun.command.Reason;
import io.bosun.command.UndeliveredException;
import io.bosun.itest.crew.Block;
import io.bosun.itest.crew.Jump;
import io.bosun.itest.crew.Release;
import io.bosun.itest.crew.Roll;
import io.bosun.itest.crew.RollFrom;
import io.bosun.itest.crew.Seen;
import io.bosun.itest.crew.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Commands between a boss in this JVM and two hands, real processes; the last tests kill one of them each. */
@DisplayName("a command to a hand")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CrewCommandsIT {
    private static final Duration ASK = Duration.ofSeconds(30);
    private static final String COMMANDS = Block.class.getPackageName();

    private static TestDirectory directory;
    private static Container boss;
    private static CommandBus bus;

    @BeforeAll
    static void startCrew() {
        directory = TestDirectory.create();
        boss = Container.startBoss(Container.directory(directory));
        bus = boss.bus();
        boss.configure("io.bosun.crew.boss.hand", "h1", Map.of("name", "h1"));
        boss.configure("io.bosun.crew.boss.hand", "h2", Map.of("name", "h2"));
        place("blocker", false, "h1");
        place("witness", false, "h1");
        place("gatherer", false, "h1");
        place("roller", true, "h1", "h2");
        // with its own copy of the records, as in a hand
        boss.start(ComponentJar.of(
                "itest.crew", "1.0.0", Map.of("-includepackage", COMMANDS + "," + COMMANDS + ".handler")));
        awaitPlaces("roller", "boss", "h1", "h2");
        awaitPlaces("blocker", "h1");
        awaitPlaces("gatherer", "h1");
    }

    @AfterAll
    static void close() {
        boss.close();
        ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
        directory.close();
    }

    private static void place(String target, boolean here, String... hands) {
        boss.configure(
                "io.bosun.command.provider.target", target, Map.of("target", target, "hands", hands, "boss", here));
    }

    private static void awaitPlaces(String target, String... places) {
        Awaitility.await(target + " in " + List.of(places))
                .atMost(Processes.LIVENESS)
                .until(() -> placesOf(target).equals(Set.of(places)));
    }

    private static Set<String> placesOf(String target) {
        return boss.registry().targets().stream()
                .filter(each -> each.name().equals(target))
                .flatMap(each -> each.berths().stream())
                .map(each -> each.place())
                .collect(Collectors.toSet());
    }

    private static List<String> seen() throws InterruptedException {
        return bus.call(new Seen(), ASK);
    }

    private static void awaitSeen(String what) {
        Awaitility.await(what)
                .atMost(Processes.LIVENESS)
                .pollInterval(10, TimeUnit.MILLISECONDS)
                .until(() -> seen().contains(what));
    }

    @Test
    @Order(1)
    @DisplayName("is cancelled there: its thread is interrupted and its context says so")
    void shouldReachTheRunningHandler() throws Exception {
        CompletableFuture<String> blocked = bus.ask(new Block("first")).toCompletableFuture();
        awaitSeen("entered first");

        assertThat(blocked.cancel(true)).isTrue();

        awaitSeen("interrupted first true");
    }

    @Test
    @Order(2)
    @DisplayName("that waits there is not run when it is cancelled")
    void shouldNotRunWhatWasCancelled() throws Exception {
        CompletableFuture<String> running = bus.ask(new Block("second")).toCompletableFuture();
        awaitSeen("entered second");
        CompletableFuture<String> waiting = bus.ask(new Block("third")).toCompletableFuture();
        assertThat(waiting.cancel(true)).isTrue();

        bus.call(new Release(), ASK);

        assertThat(running.get(ASK.toSeconds(), TimeUnit.SECONDS)).isEqualTo("second");
        bus.call(new Wait(0), ASK);
        assertThat(seen()).doesNotContain("entered third");
    }

    @Test
    @Order(3)
    @DisplayName("ends at its deadline there too")
    void shouldEndAtItsDeadline() {
        CompletableFuture<String> late =
                bus.ask(new Block("fourth"), Duration.ofMillis(500)).toCompletableFuture();

        awaitSeen("interrupted fourth true");

        assertThat(late).failsWithin(ASK).withThrowableThat().withMessageContaining(Reason.DEADLINE.name());
    }

    @Test
    @Order(4)
    @DisplayName("by the control lane overtakes what waits there, but not what runs")
    void shouldOvertake() throws Exception {
        CompletableFuture<String> running = bus.ask(new Block("fifth")).toCompletableFuture();
        awaitSeen("entered fifth");
        for (int i = 1; i <= 3; i++) {
            bus.send(new Wait(i)).orThrow(null);
        }
        bus.send(new Jump(1)).orThrow(null);
        CompletableFuture<Void> last = bus.ask(new Wait(4)).toCompletableFuture();
        Awaitility.await("all are there")
                .atMost(Processes.LIVENESS)
                .until(() -> boss.registry().targets().stream()
                        .filter(each -> each.name().equals("blocker"))
                        .anyMatch(each -> each.berths().get(0).pending() == 6));

        bus.call(new Release(), ASK);
        running.get(ASK.toSeconds(), TimeUnit.SECONDS);
        last.get(ASK.toSeconds(), TimeUnit.SECONDS);

        List<String> seen = seen();
        assertThat(seen.subList(seen.size() - 5, seen.size()))
                .containsExactly("jump 1", "wait 1", "wait 2", "wait 3", "wait 4");
    }

    @Test
    @Order(5)
    @DisplayName("W-MS-13 that all are asked is answered by boss and hands, asked from the boss and from a hand")
    void shouldAskAll() throws Exception {
        Gathered<String> all = bus.askAll(new Roll("", ""), Gather.all(), ASK)
                .toCompletableFuture()
                .get(ASK.toSeconds(), TimeUnit.SECONDS);

        assertThat(all.isSatisfied()).isTrue();
        assertThat(all.parts()).extracting(Gathered.Part::place).containsExactly("boss", "h1", "h2");
        assertThat(bus.call(new RollFrom("", ""), ASK)).containsExactly("boss answered", "h1 answered", "h2 answered");
    }

    @Test
    @Order(6)
    @DisplayName("that all are asked tells who answered, who failed and who is gone, when a hand is killed")
    void shouldTellWhoIsGone() throws Exception {
        long pid = pidOf("h2");
        CompletableFuture<Gathered<String>> all =
                bus.askAll(new Roll("h1", "h2"), Gather.all(), ASK).toCompletableFuture();
        kill("h2", pid);

        Gathered<String> parts = all.get(ASK.toSeconds(), TimeUnit.SECONDS);
        assertThat(parts.isSatisfied()).isFalse();
        assertThat(parts.replies()).singleElement().asString().startsWith("boss ");
        assertThat(parts.failed()).extracting(Gathered.Part::place).containsExactly("h1");
        assertThat(parts.unanswered()).singleElement().satisfies(part -> {
            assertThat(part.place()).isEqualTo("h2");
            assertThat(((UndeliveredException) part.failure()).reason()).isIn(Reason.MAY_HAVE_RUN, Reason.TARGET_GONE);
        });
        awaitPlaces("roller", "boss", "h1", "h2");
    }

    @Test
    @Order(7)
    @DisplayName("that all are asked from a hand tells it the same")
    void shouldTellAHandWhoIsGone() throws Exception {
        long pid = pidOf("h2");
        CompletableFuture<List<String>> all =
                bus.ask(new RollFrom("boss", "h2")).toCompletableFuture();
        kill("h2", pid);

        assertThat(all.get(ASK.toSeconds(), TimeUnit.SECONDS))
                .containsExactly("boss failed", "h1 answered", "h2 is gone");
    }

    /** Once it has begun to run what hangs there. */
    private static void kill(String hand, long pid) {
        Awaitility.await("a command in " + hand)
                .atMost(Processes.LIVENESS)
                .pollInterval(10, TimeUnit.MILLISECONDS)
                .until(() -> boss.registry().targets().stream()
                        .filter(each -> each.name().equals("roller"))
                        .flatMap(each -> each.berths().stream())
                        .anyMatch(each -> each.place().equals(hand) && each.pending() > 0));
        Processes.signal("KILL", pid);
    }

    /** Its answer to all, when nobody is to fail. */
    private static long pidOf(String hand) throws Exception {
        return bus
                .askAll(new Roll("", ""), Gather.all(), ASK)
                .toCompletableFuture()
                .get(ASK.toSeconds(), TimeUnit.SECONDS)
                .replies()
                .stream()
                .filter(each -> each.startsWith(hand + " "))
                .mapToLong(each -> Long.parseLong(each.substring(hand.length() + 1)))
                .findFirst()
                .orElseThrow();
    }
}
