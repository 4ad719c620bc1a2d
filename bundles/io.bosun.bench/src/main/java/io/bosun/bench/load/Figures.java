// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.load;

import java.util.Arrays;
import java.util.Locale;

/**
 * What one fresh JVM measured; NaN where it did not.
 *
 * @param ops operations a second
 * @param p50 in microseconds
 * @param p99 in microseconds
 * @param bytes allocated per operation
 */
public record Figures(double ops, double p50, double p99, double bytes) {
    /** Nothing was measured. */
    public static final Figures NONE = new Figures(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    /** From the text of {@link #toString}. */
    public static Figures parse(String text) {
        double[] all = Arrays.stream(text.trim().split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        return new Figures(all[0], all[1], all[2], all[3]);
    }

    /** Nanoseconds per operation. */
    public double nanos() {
        return 1e9 / ops;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s %s %s %s", ops, p50, p99, bytes);
    }
}
