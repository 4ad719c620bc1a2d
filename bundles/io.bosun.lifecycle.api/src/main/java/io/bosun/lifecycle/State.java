// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A state by its name. Two states of one name are equal. The name is also that of the state's channel.
 *
 * @param name not blank, without white space at its ends
 */
@ProviderType
public record State(String name) {
    /** @throws IllegalArgumentException if the name is null, blank, or has white space at its ends */
    public State {
        if (name == null || name.isBlank() || !name.equals(name.strip())) {
            throw new IllegalArgumentException("Not a name of a state: '" + name + "'; give a word like RUN");
        }
    }

    /** Returns the bare name, so that states read well in logs and in the shell. */
    @Override
    public String toString() {
        return name;
    }
}
