// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.load;

import java.util.concurrent.TimeUnit;

/**
 * How long a load runs.
 *
 * @param warmUpMillis before it counts
 * @param millis for which it counts
 */
public record Span(int warmUpMillis, int millis) {
    long warmUpNanos() {
        return TimeUnit.MILLISECONDS.toNanos(warmUpMillis);
    }

    long nanos() {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
