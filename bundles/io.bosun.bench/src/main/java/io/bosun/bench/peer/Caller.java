// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

/** Asks and waits; called from one thread. */
@FunctionalInterface
public interface Caller {
    /** Returns the number that the reply carries: the one that was asked. */
    long call(long number) throws Exception;
}
