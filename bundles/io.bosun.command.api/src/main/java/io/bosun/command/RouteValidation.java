// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import java.util.List;
import java.util.stream.Collectors;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Whether every command has who answers it, see {@link CommandRegistry#validateTargets}.
 *
 * @param unmet everything that is missing, sorted by command key
 */
@ProviderType
public record RouteValidation(List<Unmet> unmet) {
    /**
     * A command without a handler.
     *
     * @param key the command
     * @param targets the targets that lack a handler of it, sorted
     * @param problem what is wrong, for people
     */
    @ProviderType
    public record Unmet(String key, List<String> targets, String problem) {}

    /** Takes a copy. */
    public RouteValidation {
        unmet = List.copyOf(unmet);
    }

    /** Whether nothing is missing. */
    public boolean isMet() {
        return unmet.isEmpty();
    }

    /** @throws MissingHandlerException if anything is missing; the message has a line for each */
    public void orThrow() {
        if (!isMet()) {
            throw new MissingHandlerException(unmet.stream().map(Unmet::problem).collect(Collectors.joining("\n")));
        }
    }
}
