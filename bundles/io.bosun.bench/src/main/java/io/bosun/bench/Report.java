// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench;

import io.bosun.bench.Contender.Figures;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Measures every contender in every round, in random order and a fresh JVM, and prints medians of the ratios within a
 * round: what the machine does besides then hits both sides of a ratio.
 */
public final class Report {
    private static final int DEFAULT_ROUNDS = 3;
    private static final int STARTS = 5;

    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    private final Random random;
    private final Path log;

    /** One pass over all contenders. */
    private static final class Round {
        private final Map<Contender, Figures> figures = new HashMap<>();

        double ratio(Contender contender, ToDoubleFunction<Figures> of) {
            return of.applyAsDouble(figures.get(contender)) / of.applyAsDouble(figures.get(contender.limit()));
        }
    }

    private Report(long seed, Path log) {
        this.random = new Random(seed);
        this.log = log;
    }

    /** Arguments: the launch script of the boss, and optionally how many rounds. */
    public static void main(String[] args) throws IOException, RunnerException, InterruptedException {
        long seed = System.nanoTime();
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : DEFAULT_ROUNDS;
        new Report(seed, Files.createTempFile("bosun-bench-", ".log")).print(args[0], rounds, seed);
    }

    private void print(String command, int rounds, long seed)
            throws IOException, RunnerException, InterruptedException {
        out.printf(
                Locale.ROOT,
                "Java %s, %d processors, load before %.1f, %d rounds, seed %d%n",
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                rounds,
                seed);
        printTables("As the machine is", measure(rounds));
        Thread busy = new Thread(Report::spin, "bosun-bench-busy");
        busy.setDaemon(true);
        busy.start();
        try {
            printTables("With one busy thread more", measure(Math.max(1, rounds - 1)));
        } finally {
            busy.interrupt();
            busy.join();
        }
        printCrewed(command);
        Files.delete(log);
    }

    private static void spin() {
        while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
    }

    private List<Round> measure(int rounds) throws RunnerException {
        List<Contender> all = new ArrayList<>(Contender.ONE_WAY);
        all.addAll(Contender.ROUND_TRIP);
        List<Round> measured = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            Round round = new Round();
            Collections.shuffle(all, random);
            for (Contender each : all) {
                round.figures.put(each, run(each));
            }
            measured.add(round);
        }
        return measured;
    }

    private Figures run(Contender contender) throws RunnerException {
        try {
            return contender.run(log.toString());
        } catch (RunnerException e) {
            throw new RunnerException(contender + " failed, see " + log, e);
        }
    }

    private void printTables(String regime, List<Round> rounds) {
        out.printf("%n### %s: one way%n%n", regime);
        out.println("| contender | producers | ops/s | x raw | B/op |");
        out.println("|---|---|---|---|---|");
        for (Contender each : Contender.ONE_WAY) {
            out.printf(
                    Locale.ROOT,
                    "| %s | %d | %.2f M | %s | %.0f |%n",
                    each.title(),
                    each.threads(),
                    median(rounds, each, Figures::score) / 1e6,
                    ratio(rounds, each, Figures::score),
                    median(rounds, each, Figures::bytes));
        }
        out.printf("%n### %s: round trip%n%n", regime);
        out.println("| contender | p50 us | x raw | p99 us | x raw | B/op |");
        out.println("|---|---|---|---|---|---|");
        for (Contender each : Contender.ROUND_TRIP) {
            out.printf(
                    Locale.ROOT,
                    "| %s | %.1f | %s | %.0f | %s | %.0f |%n",
                    each.title(),
                    median(rounds, each, Figures::p50),
                    ratio(rounds, each, Figures::p50),
                    median(rounds, each, Figures::p99),
                    ratio(rounds, each, Figures::p99),
                    median(rounds, each, Figures::bytes));
        }
    }

    private void printCrewed(String command) throws IOException, InterruptedException {
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            seconds.add(Crewed.seconds(command));
        }
        out.printf("%n### From the command to two hands at work%n%n");
        out.println("| starts | median s | worst s |");
        out.println("|---|---|---|");
        out.printf(Locale.ROOT, "| %d | %.2f | %.2f |%n", STARTS, median(seconds), Collections.max(seconds));
    }

    private static double median(List<Round> rounds, Contender of, ToDoubleFunction<Figures> figure) {
        return median(rounds.stream()
                .map(each -> figure.applyAsDouble(each.figures.get(of)))
                .toList());
    }

    private static String ratio(List<Round> rounds, Contender of, ToDoubleFunction<Figures> figure) {
        if (of.limit() == null) {
            return "1";
        }
        List<Double> all = rounds.stream().map(each -> each.ratio(of, figure)).toList();
        return String.format(
                Locale.ROOT, "**%.2f** (%.2f-%.2f)", median(all), Collections.min(all), Collections.max(all));
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
