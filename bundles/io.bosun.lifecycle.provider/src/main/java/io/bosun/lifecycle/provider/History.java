// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.PastTransition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.IntSupplier;

/** The last walks of a bus, in the order in which they ended. */
final class History {
    private final IntSupplier size;
    private final Deque<PastTransition> walks = new ArrayDeque<>();

    /** @param size how many are kept, asked for at each change */
    History(IntSupplier size) {
        this.size = size;
    }

    synchronized void add(PastTransition walk) {
        walks.addLast(walk);
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
