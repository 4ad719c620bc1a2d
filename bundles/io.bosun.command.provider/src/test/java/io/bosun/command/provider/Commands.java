// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Command;
import io.bosun.command.Deadline;
import io.bosun.command.Delivered;
import io.bosun.command.Delivery;
import io.bosun.command.Idempotent;
import io.bosun.command.Retry;
import io.bosun.command.Spread;
import java.util.List;

/** What is asked in these tests. */
public final class Commands {
    /** A reply. */
    public record Answer(String text) {}

    /** Goes to one berth. */
    public record Ask(int id) implements Command<Answer> {}

    /** The same shape as {@link Ask}, but another command. */
    public record Other(int id) implements Command<Answer> {}

    /** Its reply has components of a class of ours. */
    public record AskAll(int id) implements Command<List<Answer>> {}

    /** There is nothing to reply. */
    public record Tick(int id) implements Command<Void> {}

    /** Declares how long it is worth an answer. */
    @Deadline(millis = 50)
    public record Urgent(int id) implements Command<Answer> {}

    /** May go to any of several berths. */
    @Spread
    public record Grind(int id) implements Command<Answer> {}

    /** May be run twice. */
    @Spread
    @Idempotent
    public record Look(int id) implements Command<Answer> {}

    /** May be run twice, and is tried again soon. */
    @Idempotent
    @Retry(count = 3, delayMillis = 1)
    public record Eager(int id) implements Command<Answer> {}

    /** Is tried again soon, but must not be run twice. */
    @Retry(count = 100, delayMillis = 5, maxDelayMillis = 20)
    public record Patient(int id) implements Command<Answer> {}

    /** Is tried again, but not today. */
    @Idempotent
    @Retry(count = 3, delayMillis = 86_400_000, maxDelayMillis = 86_400_000, jitter = 0)
    public record Stubborn(int id) implements Command<Answer> {}

    /** Goes to everybody. */
    @Delivered(Delivery.BROADCAST)
    public record News(int id) implements Command<Void> {}

    /** Everybody has an answer. */
    @Delivered(Delivery.BROADCAST)
    public record Roll(int id) implements Command<Answer> {}

    /** Goes to the boss. */
    @Delivered(Delivery.COORDINATOR)
    public record Report(int id) implements Command<Answer> {}

    /** No record: cannot be a command. */
    public static final class NoRecord implements Command<Answer> {}

    private Commands() {}
}
