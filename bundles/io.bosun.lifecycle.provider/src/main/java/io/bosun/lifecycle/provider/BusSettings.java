// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

/**
 * What may be configured of a bus while it works.
 *
 * @param maxHops how many hops one request may take, those of nested walks included; the way to the end
 *     has as many of its own
 * @param historySize how many past walks are kept
 * @param queueSize how many requests and posts may wait for the bus's thread
 * @param threadsMillis how long EXIT waits for the bus's threads
 * @param skipStale whether listeners of a state that a nested walk has left are left out
 */
record BusSettings(int maxHops, int historySize, int queueSize, long threadsMillis, boolean skipStale) {
    static final BusSettings DEFAULTS = new BusSettings(100, 100, 1_000, 5_000, false);
}
