// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import java.time.Duration;

/** One thread waits, another one wakes it: number by number, each awaited before it is woken. */
public interface Waking {
    /** No wait may be without an end. */
    Duration LIVENESS = Duration.ofSeconds(30);

    /** Returns once {@link #wake} was called with this number. */
    void await(long number) throws Exception;

    /** Called when the other thread has fallen asleep. */
    void wake(long number) throws Exception;
}
