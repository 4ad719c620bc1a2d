// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench;

import io.bosun.bench.load.Figures;
import java.io.IOException;

/** One contender at one workload: what a fresh JVM measures. */
interface Trial {
    /** The row of the table of goals that it belongs to. */
    String id();

    /** Measures it, what it prints going to the log. */
    Figures run(Options options) throws IOException, InterruptedException;
}
