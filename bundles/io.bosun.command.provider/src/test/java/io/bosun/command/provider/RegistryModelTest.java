// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandConflictException;
import io.bosun.command.CommandContext;
import io.bosun.command.HandlerRegistration;
import io.bosun.command.HandlerSet;
import io.bosun.command.Handles;
import io.bosun.command.UnknownCommandException;
import io.bosun.command.provider.Commands.Answer;
import io.bosun.command.provider.Commands.Ask;
import io.bosun.command.provider.Commands.Other;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;

/** Two sets of handlers that come and go and disagree on a command, while others look: a set is there or it is not. */
public class RegistryModelTest {
    private final WhiteboardCommandRegistry registry = new WhiteboardCommandRegistry(
            fake(BundleContext.class),
            (target, work) -> {
                throw new IllegalStateException("nothing is sent");
            },
            BusRig.PATIENT);
    private HandlerRegistration pair;
    private HandlerRegistration rival;

    /** Handles two commands. */
    public static final class Pair implements HandlerSet {
        @Handles(Ask.class)
        public Answer ask(Ask command) {
            return null;
        }

        @Handles(Other.class)
        public Answer other(Other command, CommandContext context) {
            return null;
        }
    }

    /** Handles one of them. */
    public static final class Rival implements HandlerSet {
        @Handles(Other.class)
        public Answer other(Other command) {
            return null;
        }
    }

    @Operation(nonParallelGroup = "pair")
    public boolean addPair() {
        try {
            pair = pair == null ? registry.register(new Pair(), "pair") : pair;
            return true;
        } catch (CommandConflictException e) {
            return false;
        }
    }

    @Operation(nonParallelGroup = "pair")
    public void removePair() {
        if (pair != null) {
            pair.close();
            pair = null;
        }
    }

    @Operation(nonParallelGroup = "rival")
    public boolean addRival() {
        try {
            rival = rival == null ? registry.register(new Rival(), "rival") : rival;
            return true;
        } catch (CommandConflictException e) {
            return false;
        }
    }

    @Operation(nonParallelGroup = "rival")
    public void removeRival() {
        if (rival != null) {
            rival.close();
            rival = null;
        }
    }

    @Operation
    public List<String> handlers() {
        return registry.handlers().stream()
                .map(each -> each.target() + " " + each.state())
                .toList();
    }

    /** Known from the first handler on. */
    @Operation
    public boolean isKnown() {
        try {
            return registry.routeFor(Ask.class)
                    .key()
                    .equals(registry.routeFor(Ask.class).key());
        } catch (UnknownCommandException e) {
            return false;
        }
    }

    /** Called after each order of the threads; ends the registry's own thread. */
    @Validate
    public void validate() {
        registry.deactivate();
    }

    @SuppressWarnings("unchecked")
    private static <T> T fake(Class<T> type) {
        return (T) Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> switch (method.getName()) {
                    case "getBundle" -> fake(Bundle.class);
                    case "getSymbolicName", "toString" -> "test";
                    case "getVersion" -> Version.emptyVersion;
                    case "getBundleId" -> 1L;
                    case "getState" -> Bundle.ACTIVE;
                    case "hashCode" -> 1;
                    case "equals" -> self == args[0];
                    default -> null;
                });
    }

    /** What the registry is to do, one step after another. */
    public static final class Steps {
        private boolean pair;
        private boolean rival;
        private boolean known;

        public boolean addPair() {
            pair |= !rival;
            known |= pair;
            return pair;
        }

        public void removePair() {
            pair = false;
        }

        public boolean addRival() {
            rival |= !pair;
            return rival;
        }

        public void removeRival() {
            rival = false;
        }

        public List<String> handlers() {
            List<String> all = new ArrayList<>();
            if (pair) {
                all.add("pair SERVING");
                all.add("pair SERVING");
            }
            if (rival) {
                all.add("rival SERVING");
            }
            return all;
        }

        public boolean isKnown() {
            return known;
        }
    }

    @Test
    @DisplayName("MS-6, MS-7, MS-8: registrations are taken whole or not at all, and every look sees a moment")
    void shouldLookAsIfEachStepWereAlone() {
        Models.stress(RegistryModelTest.class, Steps.class, 10);
    }
}
