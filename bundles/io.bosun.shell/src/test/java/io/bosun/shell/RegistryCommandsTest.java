// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.command.Command;
import io.bosun.command.CommandPolicy;
import io.bosun.command.CommandRoute;
import io.bosun.command.Delivered;
import io.bosun.command.Delivery;
import io.bosun.command.HandlerStatus;
import io.bosun.command.HandlerStatus.State;
import io.bosun.command.Idempotent;
import io.bosun.command.Retry;
import io.bosun.command.RouteExplanation;
import io.bosun.command.RouteValidation;
import io.bosun.command.RouteValidation.Unmet;
import io.bosun.command.TargetStatus;
import io.bosun.command.TargetStatus.BerthStatus;
import io.bosun.command.runtime.CommandRuntime;
import io.bosun.command.runtime.RegistryEvent;
import io.bosun.command.runtime.RegistrySnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RegistryCommandsTest {
    @Idempotent
    @Retry(count = 2, delayMillis = 100, maxDelayMillis = 400)
    public record Move(int x) implements Command<Void> {}

    @Retry(count = 1)
    public record Hasty() implements Command<Void> {}

    public record Focus(int x) implements Command<Void> {}

    @Delivered(Delivery.BROADCAST)
    public record Abort() implements Command<Void> {}

    @Delivered(Delivery.COORDINATOR)
    public record Save() implements Command<Void> {}

    private final CommandRoute move = CommandLineTest.route(Move.class, "stage", "onMove");
    private final CommandRoute focus = CommandLineTest.route(Focus.class, "lens", "handle");
    private final CommandRoute abort = CommandLineTest.route(Abort.class, "stage", "onAbort");
    private final CommandRoute save = CommandLineTest.route(Save.class, "settings", "onSave");
    private final CommandRoute placed = CommandLineTest.remote("a.Placed/1", "() -> int");
    private final CommandRoute far = CommandLineTest.remote("a.Far/1", "() -> int");

    private List<String> live = List.of();
    private final Knowing registry = new Knowing(move, focus, abort, save, far, placed);
    private final RegistryCommands commands = new RegistryCommands(registry, new History());

    @Test
    @DisplayName("MS-14: for each target, sorted, its commands by name, broadcasts with every one")
    void shouldDumpTheRoutesOfEachTarget() {
        assertThat(commands.routes()).hasToString("""
                        camera:
                        Abort -> BROADCAST to BROADCAST via onAbort

                        lens:
                        Abort -> BROADCAST to BROADCAST via onAbort
                        Focus -> DIRECT to lens via handle

                        settings:
                        Abort -> BROADCAST to BROADCAST via onAbort
                        Save -> COORDINATOR to settings via onSave

                        stage:
                        Abort -> BROADCAST to BROADCAST via onAbort
                        Move -> DIRECT to stage via onMove

                        t:
                        Abort -> BROADCAST to BROADCAST via onAbort
                        Far -> DIRECT to t via -
                        Placed -> DIRECT to t via onPlaced""");
    }

    @Test
    @DisplayName("MS-14: a command has its whole key where its simple name is not unique")
    void shouldDumpTheKeyOfANameThatIsNotUnique() {
        registry.routes = List.of(focus, CommandLineTest.remote("a.Focus/2", "()"));

        assertThat(commands.routes().toString())
                .contains(Focus.class.getName() + "/1 -> DIRECT to lens via handle")
                .contains("a.Focus/2 -> DIRECT to t via -");
    }

    @Test
    void shouldListEveryHandlerWithTheReasonOfItsState() {
        assertThat(commands.handlers()).hasToString("""
                        COMMAND  TARGET  STATE       HANDLER         BUNDLE   ID  RANKING  WHY
                        Move     stage   SERVING     org.S.move      s 1.0.0   7        5  ranking 5
                        Move     stage   STANDBY     org.Old         o 1.0.0   8        0  s 1.0.0 has ranking 5
                        a.Bad/1  bad     CONFLICT    org.Bad         b 1.0.0   9        0  disagrees
                        Placed   t       NOT_PLACED  org.P.onPlaced  p 1.0.0  10        0  on h1""");
    }

    @Test
    void shouldExplainARoute() {
        Record explained = commands.explain("Move");

        String expected = """
                        command  %s/1
                        route    DIRECT to stage, (x: int) -> Void
                        policy   deadline of the bus; idempotent; 2 retries after 100 to 400 ms, jitter 0.5; \
                        when full REFUSE
                        places   h1, h2
                        - it is placed on h1 and h2
                        - org.S ranks first

                        COMMAND  TARGET  STATE    HANDLER     BUNDLE   ID  RANKING  WHY
                        Move     stage   SERVING  org.S.move  s 1.0.0   7        5  ranking 5""";
        assertThat(explained).hasToString(expected, Move.class.getName());
        assertThat(new TableConverter().format(explained, TableConverter.INSPECT, null))
                .hasToString(explained.toString());
    }

    @Test
    void shouldExplainWhatHasNoRoute() {
        assertThat(commands.explain("Bad").toString())
                .startsWith("command  a.Bad/1\nroute    none\n")
                .contains("- nobody has named it");
        assertThatThrownBy(() -> commands.explain("Moove"))
                .hasToString("unknown command 'Moove'; known: Abort, Far, Focus, Move, Placed, Save");
    }

    @Test
    void shouldValidateTheLiveTargetsUnlessOthersAreGiven() {
        assertThat(commands.validate()).isEqualTo("every command is answered; targets: stage");
        assertThat(commands.validate("lens", "stage")).isEqualTo("every command is answered; targets: lens, stage");
    }

    @Test
    void shouldFailWithEverythingThatIsUnmet() {
        assertThatThrownBy(() -> commands.validate("camera", "t"))
                .hasToString(
                        "commands that these targets do not answer: a.Far/1 has no handler at t; b.Near/1 has none");
        assertThatThrownBy(() -> commands.validate("camera"))
                .hasToString("commands that these targets do not answer: "
                        + "a.Far/1: its target t is not among the named targets; b.Near/1 has none");
    }

    @Test
    @DisplayName("a broadcast that is handled somewhere is answered, unless targets are named")
    void shouldTakeABroadcastForAnsweredByOne() {
        StubRegistry validated = new StubRegistry(move, abort) {
            @Override
            public List<TargetStatus> targets() {
                return live.stream()
                        .map(name -> new TargetStatus(name, List.of(), List.of(new BerthStatus("boss", 0, 0)), 0))
                        .toList();
            }

            @Override
            public RouteValidation validateTargets(Collection<String> targets) {
                List<String> missing =
                        targets.stream().filter(each -> !each.equals("camera")).toList();
                return new RouteValidation(
                        missing.isEmpty()
                                ? List.of()
                                : List.of(new Unmet(abort.key(), missing, "Abort: no handler at " + missing)));
            }
        };
        RegistryCommands validating = new RegistryCommands(validated, new History());

        live = List.of("camera", "stage");
        assertThat(validating.validate()).isEqualTo("every command is answered; targets: camera, stage");
        assertThatThrownBy(() -> validating.validate("camera", "stage")).hasMessageContaining("no handler at [stage]");
        live = List.of("stage");
        assertThatThrownBy(validating::validate)
                .hasToString("commands that nobody answers: " + abort.key() + ": no target handles it");
        live = List.of();
        assertThatThrownBy(validating::validate).hasMessageContaining(abort.key() + ": no target handles it");
    }

    @Test
    void shouldListWhatIsWrong() {
        assertThat(commands.failures()).hasToString("FAILURE\nretries is 101: use 0 to 100");
    }

    @Test
    @DisplayName("MS-14: the methods of a broadcast are those of all who handle it")
    void shouldDumpEveryMethodOfABroadcast() {
        registry.more = List.of(
                status(abort.key(), "lens", "org.Lens", "close", State.SERVING),
                status(abort.key(), "stage", "org.S", "onAbort", State.NOT_PLACED),
                status(abort.key(), "old", "org.Old", "refused", State.CONFLICT));

        assertThat(commands.routes().toString())
                .contains("lens:\nAbort -> BROADCAST to BROADCAST via close, onAbort\nFocus");
    }

    @Test
    void shouldNotDumpWhatOnlyAConfigurationKnows() {
        registry.routes = List.of(
                focus,
                new CommandRoute(
                        "Focus/1", "", Delivery.DIRECT, "", CommandPolicy.DEFAULT, Optional.empty(), "", "", ""));

        assertThat(commands.routes()).hasToString("lens:\nFocus -> DIRECT to lens via handle");
    }

    @Test
    void shouldExplainOnceWhatTheHandlersSay() {
        registry.why = List.of("it fails", "org.P in p 1.0.0: on h1");
        registry.places = List.of();
        registry.explained = registry.handlers().subList(3, 4);

        assertThat(commands.explain("Placed").toString())
                .contains("places\n- it fails\n- Nothing serves it now: see with 'crew' what")
                .doesNotContain("org.P in p 1.0.0");
    }

    @Test
    void shouldExplainWhenItIsNotTriedAgain() {
        registry.routes = List.of(CommandLineTest.route(Hasty.class));

        assertThat(commands.explain("Hasty").toString())
                .contains("jitter 0.5 (not after it may have run: it is not idempotent); when full");
    }

    @Test
    void shouldListTheLastChanges() {
        assertThat(commands.changes()).hasSize(20);
        assertThat(commands.changes(50)).hasSize(30);
        assertThat(commands.changes(1)).hasToString("""
                        NUMBER  TIME                  KIND           COMMAND  TARGET  SUBJECT  WHY
                            30  1970-01-01T00:00:30Z  HANDLER_ADDED  Move     stage   org.S    new""");
        assertThatThrownBy(() -> commands.changes(0)).hasMessageContaining("0 changes");
    }

    static HandlerStatus status(String key, String target, String owner, String method, State state) {
        return new HandlerStatus(key, target, owner, method, "b 1.0.0", 1, 0, state, "it is");
    }

    /** Thirty changes. */
    private static final class History implements CommandRuntime {
        @Override
        public List<RegistryEvent> history() {
            return IntStream.rangeClosed(1, 30)
                    .mapToObj(i -> new RegistryEvent(
                            i,
                            RegistryEvent.Kind.HANDLER_ADDED,
                            Move.class.getName() + "/1",
                            "stage",
                            "org.S",
                            "new",
                            Instant.ofEpochSecond(i)))
                    .toList();
        }

        @Override
        public RegistrySnapshot snapshot() {
            throw new UnsupportedOperationException();
        }
    }

    /** A registry with a target that has only broadcasts, and handlers in every state of interest. */
    private static final class Knowing extends StubRegistry {
        private final HandlerStatus serving = status(
                Move.class.getName() + "/1", "stage", "org.S", "move", "s 1.0.0", 7, 5, State.SERVING, "ranking 5");

        private List<HandlerStatus> more = List.of();
        private List<HandlerStatus> explained = List.of(serving);
        private List<String> why = List.of("it is placed on h1 and h2", "org.S ranks\nfirst");
        private List<String> places = List.of("h1", "h2");

        Knowing(CommandRoute... routes) {
            super(routes);
        }

        private static HandlerStatus status(
                String key,
                String target,
                String owner,
                String method,
                String bundle,
                long id,
                int ranking,
                State state,
                String why) {
            return new HandlerStatus(key, target, owner, method, bundle, id, ranking, state, why);
        }

        @Override
        public List<TargetStatus> targets() {
            return List.of(
                    new TargetStatus("stage", List.of(), List.of(new BerthStatus("boss", 0, 0)), 0),
                    new TargetStatus("camera", List.of(), List.of(), 0));
        }

        @Override
        public Map<String, CommandRoute> handlersForTarget(String target) {
            Map<String, CommandRoute> all = new TreeMap<>();
            routes.stream()
                    .filter(r ->
                            r.delivery() == Delivery.BROADCAST || r.target().equals(target))
                    .forEach(r -> all.put(r.key(), r));
            return all;
        }

        @Override
        public List<String> failures() {
            return List.of("retries is 101: use 0 to 100");
        }

        @Override
        public List<HandlerStatus> handlers() {
            List<HandlerStatus> all = new ArrayList<>(more);
            all.addAll(
                    0,
                    List.of(
                            serving,
                            status(
                                    serving.key(),
                                    "stage",
                                    "org.Old",
                                    "handle",
                                    "o 1.0.0",
                                    8,
                                    0,
                                    State.STANDBY,
                                    "s 1.0.0 has ranking 5"),
                            status("a.Bad/1", "bad", "org.Bad", "handle", "b 1.0.0", 9, 0, State.CONFLICT, "disagrees"),
                            status(
                                    "a.Placed/1",
                                    "t",
                                    "org.P",
                                    "onPlaced",
                                    "p 1.0.0",
                                    10,
                                    0,
                                    State.NOT_PLACED,
                                    "on h1")));
            return all;
        }

        @Override
        public RouteExplanation explain(String key) {
            Optional<CommandRoute> route =
                    routes.stream().filter(r -> r.key().equals(key)).findFirst();
            return route.isEmpty()
                    ? new RouteExplanation(key, route, List.of("nobody has named it"), List.of(), List.of())
                    : new RouteExplanation(key, route, why, places, explained);
        }

        @Override
        public RouteValidation validateTargets(Collection<String> live) {
            return new RouteValidation(
                    live.contains("stage")
                            ? List.of()
                            : List.of(
                                    new Unmet("a.Far/1", List.of("t"), "a.Far/1 has no handler at t"),
                                    new Unmet("b.Near/1", List.of(), "b.Near/1 has none")));
        }
    }
}
