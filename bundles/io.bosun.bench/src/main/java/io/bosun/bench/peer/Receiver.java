// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

/** Where messages come out; a peer calls it from one thread at a time. */
@FunctionalInterface
public interface Receiver {
    /** With what {@link Sender#send} was given. */
    void receive(int producer, long number, long due);
}
