// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.State;
import java.util.List;

/** Does what belongs to a hop itself, and not to a listener that may fail; on the bus's thread. */
@FunctionalInterface
interface HopHook {
    /** For a bus of which nothing is seen outside but its listeners. */
    HopHook NONE = (from, to) -> List.of();

    /**
     * Called when the new state is set, and before its listeners run.
     *
     * @return what went wrong, one line each, for the report of the hop
     */
    List<String> entered(State from, State to);
}
