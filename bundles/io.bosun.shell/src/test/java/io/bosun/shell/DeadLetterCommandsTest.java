// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.command.Acceptance;
import io.bosun.command.CommandException;
import io.bosun.command.DeadLetter;
import io.bosun.command.DeadLetters;
import io.bosun.command.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class DeadLetterCommandsTest {
    private final Store store = new Store();
    private final DeadLetterCommands commands = new DeadLetterCommands(store);

    @Test
    void shouldListEachLetterOnALine() {
        for (Object listed : List.of(commands.deadletters(), commands.deadletters("list"))) {
            assertThat(listed.toString().lines().toList()).hasSize(4).satisfies(lines -> {
                assertThat(lines.get(0)).matches("NUMBER +AGE +REASON +COMMAND +TARGET +SENDER +MAY HAVE RUN +BYTES");
                assertThat(lines.get(1)).matches(" +1 +\\d+d \\d+h +MAY_HAVE_RUN +a.Ping/1 +t +boss +true +40");
            });
        }
    }

    @Test
    void shouldShowOneWhole() {
        DeadLetter letter = store.letters.get(1);

        assertThat(commands.deadletters("2")).isEqualTo(letter);
        assertThat(commands.deadletters("show", "2")).isEqualTo(letter);
        assertThat(Table.ofFields(letter)).contains("Ping[number=2]").contains("no more is known");
        assertThatThrownBy(() -> commands.deadletters("7"))
                .hasMessageContaining("no dead letter has the number 7")
                .hasMessageContaining("'deadletters' lists");
        assertThatThrownBy(() -> commands.deadletters("forget", "2")).hasMessageContaining("'forget' is no number");
        assertThatThrownBy(() -> commands.deadletters("show")).hasMessageContaining("number of one");
        assertThatThrownBy(() -> commands.deadletters("list", "2")).hasMessageContaining("deadletters 2");
    }

    @Test
    void shouldReplayThoseThatAreNamed() {
        assertThat(commands.replay("2", "2")).isEqualTo(new DeadLetterCommands.Replayed(1, 2, "none"));
        assertThat(commands.deadletters("replay", "1")).isEqualTo(new DeadLetterCommands.Replayed(1, 1, "none"));
    }

    @Test
    void shouldReplayTheOthersWhereOneFails() {
        store.refused = 1;

        assertThatThrownBy(() -> commands.replay("1", "2", "3"))
                .hasToString("replayed 1, not replayed 2: 1 was refused: REJECTED_FULL; 3: its payload was not kept");
        assertThat(store.letters).extracting(DeadLetter::number).containsExactly(1L, 3L);
        assertThatThrownBy(() -> commands.replay()).hasMessageContaining("'all'");
    }

    @Test
    void shouldReplayAllButThoseThatMayHaveRun() {
        store.letters.add(Store.letter(4, 40, Reason.REJECTED_FULL));

        assertThat(commands.replay("all"))
                .isEqualTo(
                        new DeadLetterCommands.Replayed(1, 3, "1, 2, 3: may have run; name those that may run twice"));

        store.letters.add(Store.letter(5, 0, Reason.REJECTED_FULL));
        assertThatThrownBy(() -> commands.replay("all"))
                .hasToString("replayed 0, not replayed 1: 5: its payload was not kept; "
                        + "left out 1, 2, 3: may have run; name those that may run twice");
    }

    @Test
    void shouldPurgeThoseThatAreNamed() {
        assertThat(commands.purge("1", "3")).isEqualTo(new DeadLetterCommands.Purged(2, 1));
        assertThatThrownBy(() -> commands.deadletters("purge", "2", "9"))
                .hasToString("purged 1; no dead letter has the number 9");
        assertThatThrownBy(() -> commands.purge("x")).hasMessageContaining("'x'");
    }

    @Test
    void shouldPurgeAll() {
        assertThat(commands.purge("all")).isEqualTo(new DeadLetterCommands.Purged(3, 0));
        assertThat(commands.purge("all")).isEqualTo(new DeadLetterCommands.Purged(0, 0));
    }

    /** Three letters, of which the last one cannot be replayed. */
    private static final class Store implements DeadLetters {
        private final List<DeadLetter> letters = new ArrayList<>(List.of(letter(1, 40), letter(2, 41), letter(3, 0)));
        private long refused;

        private static DeadLetter letter(long number, int bytes) {
            return letter(number, bytes, Reason.MAY_HAVE_RUN);
        }

        private static DeadLetter letter(long number, int bytes, Reason reason) {
            return new DeadLetter(
                    number,
                    100 + number,
                    "a.Ping/1",
                    "t",
                    "boss",
                    reason,
                    reason == Reason.MAY_HAVE_RUN,
                    "no more is known",
                    "Ping[number=" + number + "]",
                    bytes,
                    Instant.EPOCH);
        }

        @Override
        public List<DeadLetter> letters() {
            return List.copyOf(letters);
        }

        @Override
        public Optional<DeadLetter> letter(long number) {
            return letters.stream().filter(each -> each.number() == number).findFirst();
        }

        @Override
        public long total() {
            return 3;
        }

        @Override
        public Acceptance replay(long number) {
            DeadLetter letter = letter(number).orElseThrow();
            if (letter.payloadBytes() == 0) {
                throw new CommandException("its payload was not kept");
            }
            if (number == refused) {
                return Acceptance.refused(Reason.REJECTED_FULL);
            }
            letters.remove(letter);
            return Acceptance.ACCEPTED;
        }

        @Override
        public int purge(Predicate<DeadLetter> which) {
            int before = letters.size();
            letters.removeIf(which);
            return before - letters.size();
        }
    }
}
