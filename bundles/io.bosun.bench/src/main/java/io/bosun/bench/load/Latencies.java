// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.load;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Times between two instants; one thread records. */
final class Latencies {
    private static final long LONGEST = TimeUnit.MINUTES.toNanos(2);

    private final Histogram histogram = new Histogram(LONGEST, 3);

    void record(long nanos) {
        histogram.recordValue(Math.max(0, Math.min(LONGEST, nanos)));
    }

    long count() {
        return histogram.getTotalCount();
    }

    double micros(double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1e3;
    }
}
