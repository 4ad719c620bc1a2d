// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers for commands: none is 0, none is given twice. Each thread takes many at once, and gives them one by one
 * without an atomic step.
 */
final class Ids {
    private static final int TAKEN = 256;
    /** In an array that is longer than two pairs of cache lines. */
    private static final int LAST = 16;

    private static final int END = LAST + 1;

    private final AtomicLong taken = new AtomicLong();
    /** What the calling thread gave last, and what it may give. Of the JDK alone: threads live longer than bundles. */
    private final ThreadLocal<long[]> own = new ThreadLocal<>();

    long next() {
        long[] mine = own.get();
        return mine != null && mine[LAST] < mine[END] ? ++mine[LAST] : nextOfMore(mine);
    }

    private long nextOfMore(long[] before) {
        long[] mine = before;
        if (mine == null) {
            mine = new long[2 * LAST];
            own.set(mine);
        }
        long end = taken.addAndGet(TAKEN);
        mine[LAST] = end - TAKEN + 1;
        mine[END] = end;
        return mine[LAST];
    }
}
