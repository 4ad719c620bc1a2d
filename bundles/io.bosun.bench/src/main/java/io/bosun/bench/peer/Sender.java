// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

/** Where messages go in; called by several producers, each from its own thread. */
@FunctionalInterface
public interface Sender {
    /**
     * Sends one message.
     *
     * @param producer who sends it, from 0
     * @param number how many this producer has sent before
     * @param due when it was to be sent, as {@link System#nanoTime}
     * @return false if there is no room: then it is tried again. A peer that can blocks instead
     */
    boolean send(int producer, long number, long due);
}
