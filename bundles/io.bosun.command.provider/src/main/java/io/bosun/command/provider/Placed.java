// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.transport.Placement;
import java.util.List;
import java.util.Set;

/**
 * What a placement says at a moment.
 *
 * @param commands the keys of the commands that the target answers, handler or not
 */
record Placed(String target, boolean here, List<String> hands, Set<String> commands) implements Placement {
    static Placed of(Placement placement) {
        return placement instanceof ConfiguredPlacement configured
                ? configured.placed()
                : new Placed(placement.target(), placement.here(), List.copyOf(placement.hands()), Set.of());
    }

    @Override
    public String toString() {
        return target + " in " + hands + (here ? " and the boss" : "");
    }
}
