// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.PastTransition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongFunction;

/** The last walks of a bus, in the order in which they ended. */
final class History {
    private final IntSupplier size;
    private final Deque<PastTransition> walks = new ArrayDeque<>();
    private long count;

    /** @param size how many are kept, asked for at each change */
    History(IntSupplier size) {
        this.size = size;
    }

    /** @param numbered makes the walk of its number */
    synchronized void add(LongFunction<PastTransition> numbered) {
        walks.addLast(numbered.apply(++count));
        trim();
    }

    synchronized List<PastTransition> walks() {
        trim();
        return List.copyOf(walks);
    }

    private void trim() {
        while (walks.size() > size.getAsInt()) {
            walks.removeFirst();
        }
    }
}
