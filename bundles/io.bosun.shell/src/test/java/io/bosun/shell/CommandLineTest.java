// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.command.Command;
import io.bosun.command.CommandName;
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
        assertThat(CommandLine.shortest(two, two.get(0))).isEqualTo(Paint.class.getName() + "/1");
        assertThat(CommandLine.shortest(routes, routes.get(0))).isEqualTo("Paint");
    }

    @Test
    void shouldSayThatTheRecordIsNotHere() {
        CommandRoute remote =
                new CommandRoute("a.Far/1", "far", Delivery.DIRECT, "(x: int) -> int", Optional.empty(), "h1");

        assertThatThrownBy(() -> CommandLine.parse(List.of(remote), "Far", "x=1"))
                .hasMessageContaining("NO_HANDLER: no handler here brings the record of a.Far/1 (x: int) -> int");
        assertThat(CommandLine.isAway(List.of(remote), "Far")).isTrue();
        assertThat(CommandLine.isAway(List.of(remote), "Near")).isFalse();
        assertThat(CommandLine.isAway(routes, "Paint")).isFalse();
    }

    static CommandRoute route(Class<?> type) {
        CommandSpec spec = CommandSpec.of(type);
        return new CommandRoute(spec.key(), "t", spec.delivery(), spec.schema(), Optional.of(spec), "test");
    }
}
