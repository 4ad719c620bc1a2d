// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.command.Acceptance;
import io.bosun.command.Command;
import io.bosun.command.CommandBus;
import io.bosun.command.CommandRegistry;
import io.bosun.command.CommandRoute;
import io.bosun.command.TargetStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class BusCommandsTest {
    public record Ping(int number) implements Command<String> {}

    private final CommandRoute here = CommandLineTest.route(Ping.class);
    private final CommandRoute away =
            new CommandRoute(here.key(), here.target(), here.delivery(), here.schema(), Optional.empty(), "gone");

    @Test
    void shouldWaitForARecordThatIsAwayForAMoment() throws InterruptedException {
        Snapshots registry = new Snapshots(List.of(away), List.of(away), List.of(away), List.of(here));

        assertThat(new BusCommands(new EchoBus(), registry).ask("Ping", "number=3"))
                .isEqualTo("Ping[number=3]");
        assertThat(new BusCommands(new EchoBus(), registry).send("Ping", "number=3"))
                .isEqualTo(Acceptance.ACCEPTED);
    }

    /** A registry whose routes change from look to look; the last ones stay. */
    private static final class Snapshots implements CommandRegistry {
        private final Deque<List<CommandRoute>> looks;

        @SafeVarargs
        Snapshots(List<CommandRoute>... looks) {
            this.looks = new ArrayDeque<>(List.of(looks));
        }

        @Override
        public List<CommandRoute> routes() {
            return looks.size() > 1 ? looks.poll() : looks.peek();
        }

        @Override
        public Optional<CommandRoute> routeFor(Class<?> command) {
            return Optional.empty();
        }

        @Override
        public List<TargetStatus> targets() {
            return List.of();
        }

        @Override
        public List<String> failures() {
            return List.of();
        }
    }

    /** Replies with the command's text. */
    private static final class EchoBus implements CommandBus {
        @Override
        public Acceptance send(Command<?> command) {
            return Acceptance.ACCEPTED;
        }

        @Override
        public <R> R call(Command<R> command, Duration timeout) {
            throw new UnsupportedOperationException();
        }

        @Override
        @SuppressWarnings("unchecked")
        public <R> CompletionStage<R> ask(Command<R> command) {
            return (CompletionStage<R>) CompletableFuture.completedFuture(command.toString());
        }
    }
}
