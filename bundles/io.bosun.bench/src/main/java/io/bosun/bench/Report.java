// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench;

import io.bosun.bench.load.Figures;
import io.bosun.bench.load.Workload;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Measures every contender in every round, in random order and a fresh JVM, and prints medians of the ratios within a
 * round: what the machine does besides then hits both sides of a ratio.
 */
public final class Report {
    private static final Logger LOG = System.getLogger(Report.class.getName());
    private static final int STARTS = 5;
    private static final String QUIET = "quiet";

    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    private final Options options;
    private final Random random;
    private final SameMachine machine = new SameMachine();
    private final List<String> failures = new ArrayList<>();

    private Report(Options options, long seed) {
        this.options = options;
        this.random = new Random(seed);
    }

    /** Arguments: the launch script of the boss, and {@link Options}. Progress is logged, tables are printed. */
    public static void main(String[] args) throws IOException, InterruptedException {
        long seed = System.nanoTime();
        Options options = Options.parse(args, Files.createTempFile("bosun-bench-", ".log"));
        Report report = new Report(options, seed);
        report.print(seed);
        if (!report.failures.isEmpty()) {
            System.exit(1);
        }
    }

    private void print(long seed) throws IOException, InterruptedException {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        long begin = System.nanoTime();
        Rounds quiet = measure(QUIET, options.rounds(), each -> true);
        Rounds busy = options.quietOnly() ? new Rounds() : withBusyThread();
        List<Double> crewed = options.wants(Crewed.ID) ? crewed() : List.of();
        out.printf(
                Locale.ROOT,
                "Java %s, %d processors, load before %.1f, %d rounds of %d ms, seed %d, %d minutes.%n",
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                load,
                options.rounds(),
                options.millis(),
                seed,
                Math.round((System.nanoTime() - begin) / 6e10));
        out.printf("%nQuiet: %s.%n", machine);
        Tables tables = new Tables(out);
        tables.printGoals(quiet, busy);
        tables.print(QUIET, quiet, options);
        if (!options.quietOnly()) {
            tables.print("one busy thread more", busy, options);
        }
        if (!crewed.isEmpty()) {
            tables.printCrewed(crewed);
        }
        if (failures.isEmpty()) {
            Files.delete(options.log());
            Files.deleteIfExists(options.jmhLog());
        } else {
            out.printf("%nFailed, see %s:%n%n", options.log());
            failures.forEach(each -> out.println("* " + each));
        }
    }

    private Rounds withBusyThread() throws InterruptedException {
        Thread busy = new Thread(Report::spin, "bosun-bench-busy");
        busy.setDaemon(true);
        busy.start();
        try {
            // A lookup costs the same then, and to register so many handlers takes long.
            return measure(
                    "busy",
                    Math.max(1, options.rounds() - 1),
                    each -> !each.id().equals(Workload.TYPES.id()));
        } finally {
            busy.interrupt();
            busy.join();
        }
    }

    private static void spin() {
        while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
    }

    private Rounds measure(String regime, int rounds, Predicate<Trial> which) throws InterruptedException {
        List<Trial> trials = new ArrayList<>(Stream.concat(PeerTrial.all(), Stream.of(HandTrial.values()))
                .filter(each -> options.wants(each.id()) && which.test(each))
                .toList());
        Rounds measured = new Rounds();
        for (int i = 1; i <= rounds; i++) {
            Collections.shuffle(trials, random);
            Map<Trial, Figures> figures = new HashMap<>();
            for (Trial each : trials) {
                Figures got = run(each, regime.equals(QUIET));
                figures.put(each, got);
                LOG.log(Level.INFO, "{0}, round {1} of {2}, {3}: {4}", regime, i, rounds, each, got);
            }
            measured.add(figures);
        }
        return measured;
    }

    private Figures run(Trial trial, boolean quiet) throws InterruptedException {
        try {
            return quiet ? machine.measure(() -> trial.run(options)) : trial.run(options);
        } catch (IOException e) {
            // The others are worth their minutes all the same.
            failures.add(e.getMessage());
            return Figures.NONE;
        }
    }

    private List<Double> crewed() throws IOException, InterruptedException {
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            seconds.add(Crewed.seconds(options.script()));
        }
        return seconds;
    }
}
