// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import java.util.concurrent.Future;

/** Asks and does not wait; called from one thread. */
@FunctionalInterface
public interface Asker {
    /** Asks for an {@link Answer} with this number. */
    Future<?> ask(long number);

    /** The number that a reply carries, for peers that wrap it. */
    default long number(Object reply) {
        return ((Answer) reply).number();
    }
}
