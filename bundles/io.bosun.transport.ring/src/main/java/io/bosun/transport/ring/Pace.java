// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

/**
 * Keeps a consumer that is faster than its producers from running in step with them. In step, each command costs both
 * processors the way of a cache line there and back; a consumer that looks again only after a moment finds several, for
 * the price of one. The moment grows as long as it brings more commands in proportion, and vanishes where one at a time
 * comes, so that a single command, or an ask and its reply, never waits for it.
 */
final class Pace {
    static final int LONGEST = 64;

    private static final int SHORTEST = 8;
    /** Counted together, because single ones vary. */
    private static final int LOOKS = 16;
    /** What comes in less than so many looks comes one at a time. */
    private static final int SINGLE = LOOKS + LOOKS / 8;
    /** So many of them, in as many looks, were not waited for: they tell nothing. */
    private static final int BACKLOG = 256 * LOOKS;
    /** So often the moment stays as it is after it grew in vain. */
    private static final int CALM = 64;

    private int turns;
    private int looks;
    private int sum;
    /** What the moment half as long brought; 0 if it has not just grown. */
    private int before;

    private int calm;

    /**
     * How long to wait before the next look, in turns of {@link Thread#onSpinWait()}.
     *
     * @param ran how many commands came since the last time that this was asked
     */
    int turns(int ran) {
        sum += ran;
        if (++looks == LOOKS) {
            turns = next();
            looks = 0;
            sum = 0;
        }
        return turns;
    }

    private int next() {
        int half = before;
        before = 0;
        if (sum < SINGLE) {
            return shorter();
        }
        if (sum < half + half / 4) {
            calm = CALM;
            return shorter();
        }
        if (calm > 0) {
            calm--;
            return turns;
        }
        if (sum >= BACKLOG || turns == LONGEST) {
            return turns;
        }
        before = turns == 0 ? 0 : sum;
        return Math.max(SHORTEST, 2 * turns);
    }

    private int shorter() {
        return turns > SHORTEST ? turns / 2 : 0;
    }
}
