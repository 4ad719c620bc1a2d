// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandSpecTest {
    /** A reply. */
    public record Digest(String algorithm, byte[] bytes) {}

    /** Says nothing about itself. */
    public record Plain(URI uri, Map<String, List<Integer>> options) implements Command<Digest> {}

    /** Says all about itself. */
    @CommandName("my.digest-file_1")
    @CommandVersion(65_535)
    @Deadline(millis = 250)
    @Delivered(Delivery.BROADCAST)
    @Idempotent
    @Spread
    public record Declared() implements Command<Void> {}

    /** Replies with a generic type. */
    public record Generic(int[] numbers) implements Command<Map<String, List<Digest>>> {}

    /** Replies with an array. */
    public record Arrays(int number) implements Command<byte[][]> {}

    /** Implements something before the command. */
    public record Compared(int number) implements Comparable<Compared>, Command<Integer> {
        @Override
        public int compareTo(Compared other) {
            return Integer.compare(number, other.number);
        }
    }

    @Test
    @DisplayName("MS-1, MS-2 a record that declares nothing is delivered directly, by its class name, in version 1")
    void shouldHaveDefaults() {
        CommandSpec spec = CommandSpec.of(Plain.class);
        assertThat(spec)
                .isEqualTo(new CommandSpec(
                        Plain.class.getName(),
                        1,
                        Plain.class,
                        Digest.class,
                        Delivery.DIRECT,
                        false,
                        CommandPolicy.DEFAULT));
        assertThat(spec.key()).isEqualTo("io.bosun.command.CommandSpecTest$Plain/1");
        assertThat(spec.schema())
                .isEqualTo("(uri: java.net.URI, options: java.util.Map<java.lang.String, "
                        + "java.util.List<java.lang.Integer>>) -> io.bosun.command.CommandSpecTest$Digest");
    }

    @Test
    @DisplayName("MS-3 what a record declares is read")
    void shouldReadWhatIsDeclared() {
        CommandSpec spec = CommandSpec.of(Declared.class);
        assertThat(spec)
                .isEqualTo(new CommandSpec(
                        "my.digest-file_1",
                        65_535,
                        Declared.class,
                        Void.class,
                        Delivery.BROADCAST,
                        true,
                        new CommandPolicy(250, true, 0, 0, 0, 0, FullPolicy.REFUSE, 1_000, false)));
        assertThat(spec.key()).isEqualTo("my.digest-file_1/65535");
        assertThat(spec.schema()).isEqualTo("() -> java.lang.Void");
    }

    @Test
    void shouldReadGenericReplies() {
        assertThat(CommandSpec.of(Generic.class).schema())
                .isEqualTo("(numbers: int[]) -> java.util.Map<java.lang.String, "
                        + "java.util.List<io.bosun.command.CommandSpecTest$Digest>>");
        assertThat(CommandSpec.of(Arrays.class).replyType()).isEqualTo(byte[][].class);
        assertThat(CommandSpec.of(Compared.class).replyType()).isEqualTo(Integer.class);
    }

    /** No record. */
    public static final class NoRecord implements Command<String> {}

    /** No command. */
    public record NoCommand(int number) {}

    record Hidden(int number) implements Command<String> {}

    /** Its reply is not named. */
    public record Variable<T>(T value) implements Command<T> {}

    /** Its field is of no certain type. */
    public record Parameterised<T>(T value) implements Command<String> {}

    /** Replies with something of a variable. */
    public record VariableWithin<T>(T value) implements Command<List<T>> {}

    /** Nor is this one. */
    public record VariableArray<T>(T value) implements Command<T[]> {}

    /** A reply of any type. */
    public record Wildcard(int number) implements Command<List<? extends Number>> {}

    /** Gives no reply type at all. */
    @SuppressWarnings("rawtypes")
    public record Raw(int number) implements Command {}

    /** A kind of command. */
    public interface Query extends Command<String> {}

    /** Implements the command by way of another interface. */
    public record Indirect(int number) implements Query {}

    @Test
    @DisplayName("MS-6 what is no record, or no command, is refused, with what to do")
    void shouldRefuseWhatIsNoCommandRecord() {
        refused(NoRecord.class, "is not a record");
        refused(Parameterised.class, "has type parameters");
        refused(Query.class, "is not a record");
        refused(NoCommand.class, "does not implement io.bosun.command.Command");
        refused(Hidden.class, "is not public");
    }

    @ParameterizedTest
    @ValueSource(classes = {Variable.class, VariableWithin.class, VariableArray.class, Wildcard.class})
    void shouldRefuseAReplyTypeThatIsNotConcrete(Class<?> type) {
        refused(type, "has the reply type", "name a concrete one");
    }

    @ParameterizedTest
    @ValueSource(classes = {Raw.class, Indirect.class})
    void shouldRefuseARecordThatDoesNotNameItsReply(Class<?> type) {
        refused(type, "must implement Command<Reply> itself");
    }

    /** Bad. */
    @CommandName("")
    public record Nameless() implements Command<Void> {}

    /** Bad. */
    @CommandName("a b")
    public record Spaced() implements Command<Void> {}

    /** Bad: the slash parts name and version. */
    @CommandName("a/2")
    public record Slashed() implements Command<Void> {}

    /** Bad: line feeds would forge lines of a log. */
    @CommandName("a\n")
    public record Broken() implements Command<Void> {}

    @ParameterizedTest
    @ValueSource(classes = {Nameless.class, Spaced.class, Slashed.class, Broken.class})
    void shouldRefuseBadNames(Class<?> type) {
        refused(
                type,
                "has the invalid name '" + type.getAnnotation(CommandName.class).value() + "'");
    }

    /** Just short enough: 200 characters. */
    @CommandName(TWO_HUNDRED)
    public record Long() implements Command<Void> {}

    /** Bad: 201 characters. */
    @CommandName(TWO_HUNDRED + "x")
    public record TooLong() implements Command<Void> {}

    private static final String TEN = "abcdefghij";
    private static final String FIFTY = TEN + TEN + TEN + TEN + TEN;
    private static final String TWO_HUNDRED = FIFTY + FIFTY + FIFTY + FIFTY;

    @Test
    void shouldLimitTheLengthOfAName() {
        assertThat(CommandSpec.of(Long.class).name()).hasSize(200);
        refused(TooLong.class, "has the invalid name");
    }

    /** Bad. */
    @CommandVersion(0)
    public record Zeroth() implements Command<Void> {}

    /** Bad. */
    @CommandVersion(65_536)
    public record TooNew() implements Command<Void> {}

    /** Bad. */
    @Deadline(millis = 0)
    public record Never() implements Command<Void> {}

    /** Bad. */
    @Deadline(millis = -1)
    public record Past() implements Command<Void> {}

    @Test
    void shouldRefuseVersionsAndDeadlinesOutOfRange() {
        refused(Zeroth.class, "has version 0: use 1 to 65535");
        refused(TooNew.class, "has version 65536");
        refused(Never.class, "has a deadline of 0 ms: use more than 0");
        refused(Past.class, "has a deadline of -1 ms");
    }

    private static void refused(Class<?> type, String... texts) {
        assertThatThrownBy(() -> CommandSpec.of(type))
                .isInstanceOf(CommandRegistrationException.class)
                .hasMessageContaining(type.getName())
                .hasMessageContainingAll(texts);
    }
}
