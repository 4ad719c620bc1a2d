// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench;

import io.bosun.bench.load.Figures;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Round trips between boss and hand: a method of {@link RoundTrip}, run by JMH. */
enum HandTrial implements Trial {
    /** The limit, first. */
    RAW("raw", "raw unix-socket ping-pong, 64 B"),
    HAND("hand", "`call` boss <-> hand"),
    LOCAL("local", "`call` within the boss");

    static final String ID = "C";
    private static final int MEASUREMENTS = 3;
    /** A round trip takes so long that it takes long until the compilers have seen enough of it. */
    private static final int WARM_UPS = 5;

    private final String method;
    private final String title;

    HandTrial(String method, String title) {
        this.method = method;
        this.title = title;
    }

    String title() {
        return title;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Figures run(Options options) throws IOException {
        TimeValue iteration = TimeValue.milliseconds(options.warmUpMillis() / MEASUREMENTS);
        try {
            RunResult result = new Runner(new OptionsBuilder()
                            .include("\\." + RoundTrip.class.getSimpleName() + "\\." + method + "$")
                            .forks(1)
                            .jvmArgs("-Xms256m", "-Xmx512m")
                            .warmupIterations(WARM_UPS)
                            .warmupTime(iteration)
                            .measurementIterations(MEASUREMENTS)
                            .measurementTime(iteration)
                            .timeout(TimeValue.seconds(TimeUnit.MINUTES.toSeconds(1)))
                            .addProfiler(GCProfiler.class)
                            .shouldFailOnError(true)
                            .verbosity(VerboseMode.NORMAL)
                            .output(options.jmhLog().toString())
                            .build())
                    .runSingle();
            Result<?> primary = result.getPrimaryResult();
            return new Figures(
                    TimeUnit.SECONDS.toMicros(1) / primary.getScore(),
                    primary.getStatistics().getPercentile(50),
                    primary.getStatistics().getPercentile(99),
                    result.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
        } catch (RunnerException e) {
            throw new IOException(this + " failed, see " + options.jmhLog(), e);
        }
    }
}
