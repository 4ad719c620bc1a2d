// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

/** The configuration, checked. */
record Limits(int maxBodyBytes, int backlogBytes, int helloMillis) {
    /** The longest body of a frame from a peer that has not proved its name. */
    static final int HELLO_BYTES = 1024;

    /** How many peers may be connected and not have proved their names. */
    static final int HALF_OPEN = 64;

    private static final int MOST = 1 << 30;

    Limits {
        check("maxBodyBytes", maxBodyBytes, 0);
        check("backlogBytes", backlogBytes, 1);
        check("helloMillis", helloMillis, 1);
    }

    static Limits of(LinkConfig config) {
        return new Limits(config.maxBodyBytes(), config.backlogBytes(), config.helloMillis());
    }

    private static void check(String key, int value, int least) {
        if (value < least || value > MOST) {
            throw new IllegalArgumentException(key + " is " + value + "; it must be " + least + " to " + MOST);
        }
    }
}
