// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import io.bosun.command.Acceptance;
import io.bosun.command.CommandException;
import io.bosun.command.DeadLetter;
import io.bosun.command.DeadLetters;
import io.bosun.command.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shell commands about commands that could not be delivered. */
@Component(
        service = DeadLetterCommands.class,
        property = {
            "osgi.command.scope=bosun",
            "osgi.command.function=deadletters",
            "osgi.command.function=replay",
            "osgi.command.function=purge"
        })
public final class DeadLetterCommands {
    private static final String ALL = "all";
    private static final String NUMBERS = "numbers of dead letters, as 'deadletters' lists them, or 'all'";

    private final DeadLetters letters;

    /** Called by Declarative Services. */
    @Activate
    public DeadLetterCommands(@Reference DeadLetters letters) {
        this.letters = letters;
    }

    /** One dead letter in short. */
    record LetterRow(
            long number,
            Duration age,
            Reason reason,
            String command,
            String target,
            String sender,
            boolean mayHaveRun,
            int bytes) {}

    /** How many were replayed, what is left, and which of these only if they are named. */
    record Replayed(int replayed, int left, String leftOut) {}

    /** How many were taken out, and what is left. */
    record Purged(int purged, int left) {}

    /** What the shell calls. */
    @Descriptor("lists the dead letters, oldest first, or shows one of them whole, or does what the verbs do")
    public Object deadletters(
            @Descriptor("nothing or 'list': all of them; NUMBER or 'show NUMBER': this one, with its command; "
                            + "'replay NUMBER...' and 'purge NUMBER...': as the commands of these names")
                    String... what) {
        String verb = what.length == 0 ? "list" : what[0];
        String[] rest = what.length == 0 ? what : Arrays.copyOfRange(what, 1, what.length);
        return switch (verb) {
            case "list" -> {
                if (rest.length > 0) {
                    throw new ShellException("'list' takes nothing; to show one: deadletters " + rest[0]);
                }
                yield list();
            }
            case "show" -> show(rest);
            case "replay" -> replay(rest);
            case "purge" -> purge(rest);
            default -> {
                if (!verb.matches("\\d+")) {
                    throw new ShellException(
                            "'" + verb + "' is no number of a dead letter, and none of list, show, replay, purge");
                }
                yield show(what);
            }
        };
    }

    /** What the shell calls. */
    @Descriptor("sends the commands of dead letters again; one that is accepted is no dead letter any more. "
            + "'all' leaves out those that may have run")
    public Record replay(@Descriptor(NUMBERS) String... numbers) {
        int replayed = 0;
        List<String> problems = new ArrayList<>();
        Set<Long> wanted = numbers(numbers);
        Set<Long> leftOut = isAll(numbers) ? withoutThoseThatMayHaveRun(wanted) : Set.of();
        for (long number : wanted) {
            try {
                Acceptance acceptance = letters.replay(number);
                acceptance.reason().ifPresent(reason -> problems.add(number + " was refused: " + reason));
                replayed += acceptance.isAccepted() ? 1 : 0;
            } catch (CommandException e) {
                problems.add(number + ": " + e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new ShellException("replayed " + replayed + ", not replayed " + problems.size() + ": "
                    + String.join("; ", problems) + (leftOut.isEmpty() ? "" : "; left out " + leftOut(leftOut)));
        }
        return new Replayed(replayed, letters.letters().size(), leftOut.isEmpty() ? "none" : leftOut(leftOut));
    }

    private static String leftOut(Set<Long> numbers) {
        return text(numbers) + ": may have run; name those that may run twice";
    }

    /** Takes them out, and returns them. */
    private Set<Long> withoutThoseThatMayHaveRun(Set<Long> numbers) {
        Set<Long> leftOut = letters.letters().stream()
                .filter(DeadLetter::mayHaveRun)
                .map(DeadLetter::number)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        leftOut.retainAll(numbers);
        numbers.removeAll(leftOut);
        return leftOut;
    }

    /** What the shell calls. */
    @Descriptor("takes dead letters out for good")
    public Record purge(@Descriptor(NUMBERS) String... numbers) {
        Set<Long> wanted = numbers(numbers);
        Set<Long> missing = new LinkedHashSet<>(wanted);
        letters.letters().forEach(letter -> missing.remove(letter.number()));
        int purged = letters.purge(letter -> wanted.contains(letter.number()));
        if (!missing.isEmpty() && !isAll(numbers)) {
            throw new ShellException("purged " + purged + "; no dead letter has the number " + text(missing));
        }
        return new Purged(purged, letters.letters().size());
    }

    private List<?> list() {
        Instant now = Instant.now();
        return new Rows<>(
                LetterRow.class,
                letters.letters().stream()
                        .map(l -> new LetterRow(
                                l.number(),
                                Duration.between(l.time(), now),
                                l.reason(),
                                l.key(),
                                l.target(),
                                l.sender(),
                                l.mayHaveRun(),
                                l.payloadBytes()))
                        .toList());
    }

    private DeadLetter show(String... numbers) {
        if (numbers.length != 1) {
            throw new ShellException("give the number of one dead letter, as 'deadletters' lists them");
        }
        long number = number(numbers[0]);
        return letters.letter(number)
                .orElseThrow(() -> new ShellException("no dead letter has the number " + number
                        + "; 'deadletters' lists those that are still stored"));
    }

    private Set<Long> numbers(String... given) {
        if (given.length == 0) {
            throw new ShellException("give " + NUMBERS);
        }
        if (isAll(given)) {
            return letters.letters().stream()
                    .map(DeadLetter::number)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }
        return Arrays.stream(given)
                .map(DeadLetterCommands::number)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static boolean isAll(String... given) {
        return given.length == 1 && given[0].equals(ALL);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new ShellException("'" + text + "' is no number of a dead letter; give " + NUMBERS, e);
        }
    }

    private static String text(Set<Long> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
