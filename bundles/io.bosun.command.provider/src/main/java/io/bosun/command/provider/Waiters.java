// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/**
 * All that waits for an end, in rows that are used again: to add, to end and to take one allocates nothing, unless
 * more wait than ever before. A row is found by the id of its waiter, one of the few rows behind its home. Those that
 * have ended are linked through their rows until they are taken, in the order of their ends.
 */
final class Waiters {
    private static final int PROBES = 8;
    private static final int FIRST_ROWS = 256;
    /** In an array that is as long as two pairs of cache lines. */
    private static final int MIDDLE = 32;

    private static final long MIX = 0x9E3779B97F4A7C15L;

    /** Rows that never move; each block has twice as many as the one before it. */
    private static final class Block {
        /** How many rows there are before it. */
        final int before;

        final AtomicReferenceArray<Waiter> rows;
        /** The row that ended before this one, plus 1; 0 if there is none. Read by who has seen the top after it. */
        final int[] next;

        Block(int before, int length) {
            this.before = before;
            this.rows = new AtomicReferenceArray<>(length);
            this.next = new int[length];
        }

        /** Adds one, unless all rows near its home are taken or behind the limit. */
        boolean add(Waiter waiter, long id, int limit) {
            int mask = rows.length() - 1;
            int home = (int) (id * MIX >>> 32);
            for (int i = 0; i < PROBES; i++) {
                int row = home + i & mask;
                if (row < limit && isTaken(row, waiter)) {
                    return true;
                }
            }
            return false;
        }

        /** Adds one wherever there is a row for it. */
        boolean addAnywhere(Waiter waiter, int limit) {
            for (int row = 0; row < rows.length() && row < limit; row++) {
                if (isTaken(row, waiter)) {
                    return true;
                }
            }
            return false;
        }

        private boolean isTaken(int row, Waiter by) {
            return rows.get(row) == null && rows.compareAndSet(row, null, by);
        }

        /** The row of a waiter, or -1 if it is not here. */
        int find(Waiter waiter, long id) {
            int mask = rows.length() - 1;
            int home = (int) (id * MIX >>> 32);
            for (int i = 0; i < PROBES; i++) {
                int row = home + i & mask;
                if (rows.get(row) == waiter) {
                    return row;
                }
            }
            return -1;
        }

        /** The same, for one that may be anywhere. */
        int findAnywhere(Waiter waiter) {
            for (int row = 0; row < rows.length(); row++) {
                if (rows.get(row) == waiter) {
                    return row;
                }
            }
            return -1;
        }
    }

    /** How many are not in the first block. Those in it are not counted: as long as so few wait, that costs nothing. */
    private final AtomicIntegerArray others = new AtomicIntegerArray(2 * MIDDLE);

    private volatile Block[] blocks = {new Block(0, FIRST_ROWS)};
    /** The row that ended last, plus 1; 0 if there is none. */
    private final AtomicInteger top = new AtomicInteger();
    /** Those to be taken next, the one that ended first before the others; guarded by this. */
    private int first;

    /** How many wait, or have ended and were not taken yet. */
    int size() {
        AtomicReferenceArray<Waiter> uncounted = blocks[0].rows;
        int size = others.get(MIDDLE);
        for (int row = 0; row < FIRST_ROWS; row++) {
            size += uncounted.get(row) == null ? 0 : 1;
        }
        return size;
    }

    /** How many there is a row for. */
    int rows() {
        Block last = blocks[blocks.length - 1];
        return last.before + last.rows.length();
    }

    /** Adds one; false if that would be more than the limit, or just would have been while others come and go. */
    boolean add(Waiter waiter, int limit) {
        do {
            if (isAdded(waiter, limit)) {
                return true;
            }
            // While others come and go, all rows may seem to be taken though none ever were at the same time.
        } while (size() < limit);
        return false;
    }

    private boolean isAdded(Waiter waiter, int limit) {
        if (mayBeTooMany(limit) && size() >= limit) {
            return false;
        }
        long id = waiter.id();
        // Of the first block no more rows are used than may wait, and those in others are counted.
        Block uncounted = blocks[0];
        return uncounted.add(waiter, id, limit)
                || addCounted(waiter, id, limit)
                || uncounted.addAnywhere(waiter, limit);
    }

    /** Where the limit is very low, or was lowered: else the rows and the count hold to it. */
    private boolean mayBeTooMany(int limit) {
        return others.get(MIDDLE) > limit - FIRST_ROWS;
    }

    private boolean addCounted(Waiter waiter, long id, int limit) {
        if (others.incrementAndGet(MIDDLE) <= limit - FIRST_ROWS) {
            Block[] known;
            do {
                known = blocks;
                for (int i = 1; i < known.length; i++) {
                    if (known[i].add(waiter, id, Integer.MAX_VALUE)) {
                        return true;
                    }
                }
            } while (grow(known, limit));
        }
        others.decrementAndGet(MIDDLE);
        return false;
    }

    /** Takes one out that is not to be taken; false if it is not there any more. */
    boolean remove(Waiter waiter, long id) {
        int row = find(waiter, id);
        return row >= 0 && remove(waiter, row);
    }

    private boolean remove(Waiter waiter, int row) {
        Block block = block(row);
        boolean removed = block.rows.compareAndSet(row - block.before, waiter, null);
        if (removed) {
            removed(row);
        }
        return removed;
    }

    private void removed(int row) {
        if (row >= FIRST_ROWS) {
            others.decrementAndGet(MIDDLE);
        }
    }

    /** One that was added has ended: it can be taken. Called once for each. */
    void end(Waiter waiter, long id) {
        int row = find(waiter, id);
        if (row < 0) {
            throw new IllegalStateException(waiter + " does not wait");
        }
        Block block = block(row);
        int last;
        do {
            last = top.get();
            block.next[row - block.before] = last;
        } while (!top.compareAndSet(last, row + 1));
    }

    /** Whether some have ended since somebody found nothing to take. */
    boolean hasEnded() {
        return top.get() != 0;
    }

    /** Takes the one that ended first; null if there is none. */
    synchronized Waiter take() {
        if (first == 0) {
            if (top.get() == 0) {
                return null;
            }
            first = reverse(top.getAndSet(0));
        }
        int row = first - 1;
        Block block = block(row);
        first = block.next[row - block.before];
        Waiter taken = block.rows.getAndSet(row - block.before, null);
        removed(row);
        return taken;
    }

    /** Shows all that wait at the moment; those that come meanwhile perhaps. */
    void forEach(Consumer<Waiter> action) {
        for (Block each : blocks) {
            for (int i = 0; i < each.rows.length(); i++) {
                Waiter waiter = each.rows.get(i);
                if (waiter != null) {
                    action.accept(waiter);
                }
            }
        }
    }

    private int find(Waiter waiter, long id) {
        for (Block each : blocks) {
            int row = each.find(waiter, id);
            if (row >= 0) {
                return each.before + row;
            }
        }
        return blocks[0].findAnywhere(waiter);
    }

    private Block block(int row) {
        // Each block begins behind all those before it, which have 1, 3, 7, ... times as many rows as the first.
        return blocks[31 - Integer.numberOfLeadingZeros(row / FIRST_ROWS + 1)];
    }

    private int reverse(int last) {
        int before = 0;
        for (int each = last; each != 0; ) {
            Block block = block(each - 1);
            int next = block.next[each - 1 - block.before];
            block.next[each - 1 - block.before] = before;
            before = each;
            each = next;
        }
        return before;
    }

    /** False if there are rows enough, so that it is no use to look further. */
    private synchronized boolean grow(Block[] known, int limit) {
        Block last = known[known.length - 1];
        if (blocks == known) {
            if (last.rows.length() / 4 > limit) {
                return false;
            }
            Block[] more = Arrays.copyOf(known, known.length + 1);
            more[known.length] = new Block(last.before + last.rows.length(), 2 * last.rows.length());
            blocks = more;
        }
        return true;
    }
}
