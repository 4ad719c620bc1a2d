// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/**
 * Model checking of classes that several threads use. Nothing here is random from run to run: scenarios and schedules
 * come from a fixed seed, and a failure prints the scenario, made as short as it can be, and the order of the threads.
 */
final class Models {
    private static final boolean LONG = Boolean.getBoolean("bosun.long");
    private static final int INVOCATIONS = LONG ? 2_000 : 40;

    private Models() {}

    /** Runs so many scenarios of two threads, in the long form many more. */
    static void check(Class<?> model, int scenarios) {
        new ModelCheckingOptions()
                .iterations(LONG ? 10 * scenarios : scenarios)
                .invocationsPerIteration(INVOCATIONS)
                .threads(2)
                .actorsPerThread(LONG ? 3 : 2)
                .actorsBefore(1)
                .actorsAfter(1)
                .check(model);
    }
}
