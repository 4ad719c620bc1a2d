// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Who is measured.
 *
 * @param title for people
 * @param benchmark class and method
 * @param threads how many ask or send
 * @param limit the contender that it is compared with; null for a limit itself
 */
record Contender(String title, String benchmark, int threads, Contender limit) {
    private static final int MEASUREMENTS = 3;
    private static final TimeValue ITERATION = TimeValue.milliseconds(600);

    static final Contender RAW_RING = new Contender("raw multi-producer Disruptor", "RingDispatch.raw", 1, null);
    static final Contender RAW_RING_4 = RAW_RING.with(4, null);
    static final Contender BERTH = new Contender("ring berth, prepared envelope", "RingDispatch.berth", 1, RAW_RING);
    static final Contender BUS = new Contender("whole bus, record to handler", "RingDispatch.bus", 1, RAW_RING);
    static final List<Contender> ONE_WAY =
            List.of(RAW_RING, BERTH, BUS, RAW_RING_4, BERTH.with(4, RAW_RING_4), BUS.with(4, RAW_RING_4));

    static final Contender RAW_PING = new Contender("raw unix-socket ping-pong, 64 B", "RoundTrip.raw", 1, null);
    static final List<Contender> ROUND_TRIP = List.of(
            RAW_PING,
            new Contender("`call` boss <-> hand", "RoundTrip.hand", 1, RAW_PING),
            new Contender("`call` within the boss", "RoundTrip.local", 1, RAW_PING));

    /**
     * What one fresh JVM measured.
     *
     * @param score operations a second, or the mean in microseconds
     * @param p50 of round trips, in microseconds
     * @param p99 of round trips, in microseconds
     * @param bytes allocated per operation in the measured JVM
     */
    record Figures(double score, double p50, double p99, double bytes) {}

    private Contender with(int producers, Contender rawWithThem) {
        return new Contender(title, benchmark, producers, rawWithThem);
    }

    /** A round trip takes so long that it takes longer until the compilers have seen enough of it. */
    private int warmUps() {
        return ROUND_TRIP.contains(this) ? 5 : 2;
    }

    Figures run(String log) throws RunnerException {
        RunResult result = new Runner(new OptionsBuilder()
                        .include("\\." + benchmark.replace(".", "\\.") + "$")
                        .threads(threads)
                        .forks(1)
                        .jvmArgs("-Xms256m", "-Xmx512m")
                        .warmupIterations(warmUps())
                        .warmupTime(ITERATION)
                        .measurementIterations(MEASUREMENTS)
                        .measurementTime(ITERATION)
                        .timeout(TimeValue.seconds(TimeUnit.MINUTES.toSeconds(1)))
                        .addProfiler(GCProfiler.class)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.NORMAL)
                        .output(log)
                        .build())
                .runSingle();
        Result<?> primary = result.getPrimaryResult();
        return new Figures(
                primary.getScore(),
                primary.getStatistics().getPercentile(50),
                primary.getStatistics().getPercentile(99),
                result.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
    }
}
