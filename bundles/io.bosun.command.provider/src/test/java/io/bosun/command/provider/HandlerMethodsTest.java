// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.command.CommandConflictException;
import io.bosun.command.CommandRegistrationException;
import io.bosun.command.HandlerSet;
import io.bosun.command.Handles;
import io.bosun.command.provider.Commands.Answer;
import io.bosun.command.provider.Commands.Ask;
import io.bosun.command.provider.Commands.AskAll;
import io.bosun.command.provider.Commands.NoRecord;
import io.bosun.command.provider.Commands.Other;
import io.bosun.command.provider.Commands.Tick;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Classes that cannot be sets of handlers. */
class HandlerMethodsTest {
    @Test
    @DisplayName("MS-4 (e) what is no method of the object is refused")
    void shouldRefuseWhatIsNoMethodOfTheObject() {
        assertThatThrownBy(() -> HandlerMethods.of(WithStatic.class))
                .isInstanceOf(CommandRegistrationException.class)
                .hasMessageContaining("WithStatic.ask")
                .hasMessageContaining("static");
    }

    @Test
    @DisplayName("W-MS-12, MS-6 what cannot be called is refused at registration, with class, method and what to do")
    void shouldRefuseMethodsThatCannotBeCalled() {
        assertThatThrownBy(() -> HandlerMethods.of(NotPublic.class))
                .hasMessageContaining("NotPublic.ask")
                .hasMessageContaining("public");
        assertThatThrownBy(() -> HandlerMethods.of(OfHidden.class))
                .hasMessageContaining("make it, and its class, public");
        assertThatThrownBy(() -> HandlerMethods.of(WrongParameter.class))
                .isInstanceOf(CommandRegistrationException.class)
                .hasMessageContaining("WrongParameter.ask(Other)")
                .hasMessageContaining("take (Ask)");
        assertThatThrownBy(() -> HandlerMethods.of(WrongReply.class))
                .hasMessageContaining("returns java.lang.String")
                .hasMessageContaining(Answer.class.getName());
        assertThatThrownBy(() -> HandlerMethods.of(WrongStage.class)).hasMessageContaining("CompletionStage");
        assertThatThrownBy(() -> HandlerMethods.of(NoCommand.class))
                .hasMessageContaining("NoCommand.ask")
                .hasMessageContaining("record");
        assertThatThrownBy(() -> HandlerMethods.of(Object.class)).hasMessageContaining("handles nothing");
    }

    @Test
    @DisplayName("MS-7 two methods of one name, or of one command, in a class conflict")
    void shouldRefuseConflictsWithinAClass() {
        assertThatThrownBy(() -> HandlerMethods.of(Overloaded.class))
                .isInstanceOf(CommandConflictException.class)
                .hasMessageContaining("Ask/1")
                .hasMessageContaining("Other/1")
                .hasMessageContaining("rename");
        assertThatThrownBy(() -> HandlerMethods.of(Twice.class))
                .isInstanceOf(CommandConflictException.class)
                .hasMessageContaining("Twice.one")
                .hasMessageContaining("Twice.two");
    }

    /** Cannot be: static. */
    public static final class WithStatic implements HandlerSet {
        /** No method of the object. */
        @Handles(Ask.class)
        public static Answer ask(Ask command) {
            return null;
        }
    }

    /** Cannot be: not public. */
    public static final class NotPublic implements HandlerSet {
        @Handles(Ask.class)
        Answer ask(Ask command) {
            return null;
        }
    }

    private static final class OfHidden implements HandlerSet {
        @Handles(Ask.class)
        public Answer ask(Ask command) {
            return null;
        }
    }

    /** Cannot be: takes another command. */
    public static final class WrongParameter implements HandlerSet {
        /** Takes another command. */
        @Handles(Ask.class)
        public Answer ask(Other command) {
            return null;
        }
    }

    /** Cannot be: returns something else. */
    public static final class WrongReply implements HandlerSet {
        /** Returns something else. */
        @Handles(Ask.class)
        public String ask(Ask command) {
            return null;
        }

        /** This one could be. */
        @Handles(Tick.class)
        public void tick(Tick command) {
            // Nothing.
        }
    }

    /** Cannot be: a stage of something else. */
    public static final class WrongStage implements HandlerSet {
        /** A stage of something else. */
        @Handles(AskAll.class)
        public CompletionStage<List<String>> ask(AskAll command) {
            return null;
        }
    }

    /** Cannot be: no command. */
    public static final class NoCommand implements HandlerSet {
        /** No command. */
        @Handles(NoRecord.class)
        public Answer ask(NoRecord command) {
            return null;
        }
    }

    /** Cannot be: one name, two commands. */
    public static final class Overloaded implements HandlerSet {
        /** One. */
        @Handles(Ask.class)
        public Answer on(Ask command) {
            return null;
        }

        /** Two. */
        @Handles(Other.class)
        public Answer on(Other command) {
            return null;
        }
    }

    /** Cannot be: two for one command. */
    public static final class Twice implements HandlerSet {
        /** One. */
        @Handles(Ask.class)
        public Answer one(Ask command) {
            return null;
        }

        /** Two. */
        @Handles(Ask.class)
        public Answer two(Ask command) {
            return null;
        }
    }
}
