// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.command.Command;
import io.bosun.command.CommandName;
import io.bosun.command.CommandPolicy;
import io.bosun.command.CommandRoute;
import io.bosun.command.CommandSpec;
import io.bosun.command.Delivery;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CommandLineTest {
    public enum Colour {
        RED,
        GREEN
    }

    public record Paint(URI place, int coats, boolean dry, Colour colour, List<String> names, long[] ids)
            implements Command<Void> {}

    public record Pause(Duration time, Optional<Character> mark, Set<Integer> days) implements Command<Void> {}

    public record Nested(Pause pause) implements Command<Void> {}

    public record Positive(int value) implements Command<Void> {
        public Positive {
            if (value <= 0) {
                throw new IllegalArgumentException(value + " is not positive");
            }
        }
    }

    @CommandName("other.house.Paint")
    public record OtherPaint() implements Command<Void> {}

    private final List<CommandRoute> routes =
            List.of(route(Paint.class), route(Pause.class), route(Nested.class), route(Positive.class));

    @Test
    void shouldMakeACommandOfItsFields() {
        Command<?> command = CommandLine.parse(
                routes, "Paint", "coats=3", "place=file:///a=b", "dry=true", "colour=GREEN", "names=x, y", "ids=1,2");

        assertThat(command)
                .usingRecursiveComparison()
                .isEqualTo(new Paint(
                        URI.create("file:///a=b"), 3, true, Colour.GREEN, List.of("x", "y"), new long[] {1, 2}));
    }

    @Test
    void shouldLeaveOutWhatIsOptional() {
        assertThat(CommandLine.parse(routes, "Pause", "time=PT5S", "days="))
                .isEqualTo(new Pause(Duration.ofSeconds(5), Optional.empty(), Set.of()));
        assertThat(CommandLine.parse(routes, "Pause", "time=PT5S", "days=2,1", "mark=x"))
                .isEqualTo(new Pause(Duration.ofSeconds(5), Optional.of('x'), Set.of(1, 2)));
    }

    @Test
    void shouldTakeEveryNameOfACommand() {
        String type = Positive.class.getName();
        for (String name : List.of("Positive", type, type + "/1")) {
            assertThat(CommandLine.parse(routes, name, "value=1")).isEqualTo(new Positive(1));
        }
    }

    @Test
    void shouldListAllThatIsWrongWithTheFields() {
        assertThatThrownBy(() -> CommandLine.parse(
                        routes,
                        "Paint",
                        "place=x",
                        "coats=many",
                        "dry=yes",
                        "colour=BLUE",
                        "size=1",
                        "ids=1",
                        "ids=2",
                        "x"))
                .isInstanceOf(ShellException.class)
                .hasMessageContaining("'x' is not of the form field=value")
                .hasMessageContaining("field 'ids' is given twice")
                .hasMessageContaining("field 'coats': 'many' is no int")
                .hasMessageContaining("field 'dry': 'yes' is no boolean")
                .hasMessageContaining("field 'colour': 'BLUE' is none of [RED, GREEN]")
                .hasMessageContaining("missing field 'names'")
                .hasMessageContaining("unknown field 'size'")
                .hasMessageContaining("fields: (place: java.net.URI, coats: int, dry: boolean,");
    }

    @Test
    void shouldRefuseWhatCannotBeWritten() {
        assertThatThrownBy(() -> CommandLine.parse(routes, "Nested", "pause=x"))
                .hasMessageContaining("field 'pause': a value of type " + Pause.class.getName() + " cannot be given");
        assertThatThrownBy(() -> CommandLine.parse(routes, "Positive", "value=-1"))
                .hasMessageContaining("Positive refuses this")
                .hasMessageContaining("-1 is not positive");
    }

    @Test
    void shouldNameTheCandidatesOfAnUnknownType() {
        assertThatThrownBy(() -> CommandLine.parse(routes, "Pain"))
                .hasToString("unknown command 'Pain'; known: Nested, Paint, Pause, Positive");
        assertThatThrownBy(() -> CommandLine.parse(List.of(), "Pain")).hasMessageContaining("deploy a handler");
    }

    @Test
    void shouldNameTheCandidatesOfANameThatIsNotUnique() {
        List<CommandRoute> two = List.of(route(Paint.class), route(OtherPaint.class));

        assertThatThrownBy(() -> CommandLine.parse(two, "Paint"))
                .hasToString("'Paint' is not unique; use one of: " + Paint.class.getName() + "/1, other.house.Paint/1");
        assertThat(CommandLine.parse(two, "other.house.Paint")).isEqualTo(new OtherPaint());
        assertThat(CommandLine.shortest(two, two.get(0).key())).isEqualTo(Paint.class.getName() + "/1");
        assertThat(CommandLine.shortest(routes, routes.get(0).key())).isEqualTo("Paint");
    }

    @Test
    void shouldKeepANameThatOnlyAConfigurationKnowsOutOfTheWay() {
        CommandRoute real = route(Positive.class);
        List<CommandRoute> both = List.of(remote("Positive/1", ""), real, remote("Alone/1", ""));

        assertThat(CommandLine.parse(both, "Positive", "value=1")).isEqualTo(new Positive(1));
        assertThat(CommandLine.key(both, List.of(), "Positive")).isEqualTo(real.key());
        assertThat(CommandLine.key(both, List.of(), "Positive/1")).isEqualTo("Positive/1");
        assertThat(CommandLine.key(both, List.of(), "Alone")).isEqualTo("Alone/1");
        assertThat(both)
                .extracting(each -> CommandLine.shortest(both, each.key()))
                .containsExactly("Positive/1", "Positive", "Alone");
    }

    @Test
    void shouldSayThatTheRecordIsNotHere() {
        CommandRoute remote = remote("a.Far/1", "(x: int) -> int");

        assertThatThrownBy(() -> CommandLine.parse(List.of(remote), "Far", "x=1"))
                .hasMessageContaining("NO_HANDLER: no handler here brings the record of a.Far/1 (x: int) -> int");
        assertThat(CommandLine.isAway(List.of(remote), "Far")).isTrue();
        assertThat(CommandLine.isAway(List.of(remote), "Near")).isFalse();
        assertThat(CommandLine.isAway(routes, "Paint")).isFalse();
    }

    @Test
    void shouldFindTheKeyOfWhatWasRefusedToo() {
        List<String> refused = List.of("a.Broken/1", "b.Paint/1");

        assertThat(CommandLine.key(routes, refused, "Pause")).isEqualTo(Pause.class.getName() + "/1");
        assertThat(CommandLine.key(routes, refused, "Broken")).isEqualTo("a.Broken/1");
        assertThat(CommandLine.key(routes, refused, "no.such/7")).isEqualTo("no.such/7");
        assertThatThrownBy(() -> CommandLine.key(routes, refused, "Paint"))
                .hasMessageContaining("not unique")
                .hasMessageContaining("b.Paint/1");
        assertThatThrownBy(() -> CommandLine.key(routes, refused, "Pain")).hasMessageContaining("unknown command");
    }

    /** A command of a handler of this process. */
    static CommandRoute route(Class<?> type) {
        return route(type, "t", "handle");
    }

    static CommandRoute route(Class<?> type, String target, String handler) {
        CommandSpec spec = CommandSpec.of(type);
        return new CommandRoute(
                spec.key(),
                target,
                spec.delivery(),
                spec.schema(),
                spec.policy(),
                Optional.of(spec),
                "test",
                handler,
                "test 1.0.0");
    }

    /** A command that another process answers. */
    static CommandRoute remote(String key, String schema) {
        return new CommandRoute(key, "t", Delivery.DIRECT, schema, CommandPolicy.DEFAULT, Optional.empty(), "", "", "");
    }
}
