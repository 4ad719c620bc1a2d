// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import java.util.Random;

/** Which of many command types is sent when; begins again at its end. */
final class TypeOrder {
    private static final int LENGTH = 1 << 17;
    private static final long SEED = 20_260_101;

    private static final int MIDDLE = 16;

    private final int[] order;
    /** What the one thread that handles has received; far from all that the sender reads. */
    private final long[] received = new long[2 * MIDDLE];

    TypeOrder(int types) {
        order = new Random(SEED).ints(LENGTH, 0, types).toArray();
    }

    int typeOf(long number) {
        return order[(int) number & LENGTH - 1];
    }

    /** The next one has come to the handler of this type. */
    void receive(int type, Receiver receiver) {
        long number = received[MIDDLE]++;
        if (typeOf(number) != type) {
            throw new IllegalStateException("got type " + type + " instead of " + typeOf(number));
        }
        receiver.receive(0, number, 0);
    }
}
