// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * Model checking of classes that several threads use. Nothing here is random from run to run: scenarios and schedules
 * come from a fixed seed, and a failure prints the scenario, made as short as it can be, and the order of the threads.
 */
final class Models {
    private static final boolean LONG = Boolean.getBoolean("bosun.long");
    private static final int INVOCATIONS = LONG ? 2_000 : 60;

    private Models() {}

    /** Runs so many scenarios of two threads, in the long form many more. */
    static void check(Class<?> model, int scenarios) {
        check(model, model, scenarios);
    }

    private static void check(Class<?> model, Class<?> right, int scenarios) {
        new ModelCheckingOptions()
                .iterations(LONG ? 10 * scenarios : scenarios)
                .invocationsPerIteration(INVOCATIONS)
                .threads(2)
                .actorsPerThread(LONG ? 3 : 2)
                .actorsBefore(1)
                .actorsAfter(1)
                .sequentialSpecification(right)
                .check(model);
    }

    /**
     * As {@link #check(Class, int)}, but on free threads, against a class that says what is right: for what is too
     * large to try each order of its threads. The scenarios are fixed, the orders are those that come by chance.
     */
    static void stress(Class<?> model, Class<?> right, int scenarios) {
        new StressOptions()
                .iterations(LONG ? 10 * scenarios : scenarios)
                .invocationsPerIteration(LONG ? 5_000 : 200)
                .threads(2)
                .actorsPerThread(LONG ? 3 : 2)
                .actorsBefore(1)
                .actorsAfter(1)
                .sequentialSpecification(right)
                .check(model);
    }
}
