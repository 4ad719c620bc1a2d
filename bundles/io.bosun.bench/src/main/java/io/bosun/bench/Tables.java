// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench;

import io.bosun.bench.Rounds.Summary;
import io.bosun.bench.load.Figures;
import io.bosun.bench.load.Workload;
import io.bosun.bench.peer.Contender;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Prints what was measured as Markdown. */
final class Tables {
    private final PrintStream out;

    Tables(PrintStream out) {
        this.out = out;
    }

    void printGoals(Rounds quiet, Rounds busy) {
        out.printf("%n### Goals%n%n");
        out.println("| row | regime | goal | figure | met |");
        out.println("|---|---|---|---|---|");
        Goals.ALL.forEach(each -> out.println(each.row(quiet, busy)));
    }

    void print(String regime, Rounds rounds, Options options) {
        for (Workload each : Workload.values()) {
            if (options.wants(each.id()) && rounds.has(each)) {
                print(regime, each, rounds, options);
            }
        }
        if (options.wants(HandTrial.ID)) {
            printHand(regime, rounds);
        }
    }

    /** The ratio of latencies is that of p50, that of all else the one of the operations per second. */
    private void print(String regime, Workload workload, Rounds rounds, Options options) {
        Trial first = new PeerTrial(workload, workload.contenders().get(0));
        String name = workload.contenders().get(0).title().replace("*", "");
        boolean latency = workload.isLatency();
        String to = workload == Workload.BROADCAST ? " to " + options.receivers() : "";
        out.printf("%n### %s, %s%s; %s%n%n", workload.id(), workload.title(), to, regime);
        out.printf(
                "| contender | ops/s | ns/op | %s | p50 us | p99 us | B/op |%n",
                latency ? "p50 / that of " + name : "ops/s of " + name + " / its");
        out.println("|---|---|---|---|---|---|---|");
        for (Contender each : workload.contenders()) {
            Trial trial = new PeerTrial(workload, each);
            Summary ratio = rounds.summary(round -> latency
                    ? round.of(trial).p50() / round.of(first).p50()
                    : round.of(first).ops() / round.of(trial).ops());
            out.printf(
                    "| %s | %s | %s | %s | %s | %s | %s |%n",
                    each.title(),
                    operations(rounds.summary(trial, Figures::ops).median()),
                    text(rounds, trial, Figures::nanos, "%.0f"),
                    trial.equals(first) ? "1" : ratio.textWithRange("%.2f"),
                    text(rounds, trial, Figures::p50, "%.2f"),
                    text(rounds, trial, Figures::p99, "%.1f"),
                    text(rounds, trial, Figures::bytes, "%.0f"));
        }
    }

    private void printHand(String regime, Rounds rounds) {
        out.printf("%n### %s, round trip boss and hand; %s%n%n", HandTrial.ID, regime);
        out.println("| contender | p50 us | x raw | p99 us | x raw | B/op |");
        out.println("|---|---|---|---|---|---|");
        for (HandTrial each : HandTrial.values()) {
            out.printf(
                    "| %s | %s | %s | %s | %s | %s |%n",
                    each.title(),
                    text(rounds, each, Figures::p50, "%.1f"),
                    timesRaw(rounds, each, Figures::p50),
                    text(rounds, each, Figures::p99, "%.0f"),
                    timesRaw(rounds, each, Figures::p99),
                    text(rounds, each, Figures::bytes, "%.0f"));
        }
    }

    void printCrewed(List<Double> seconds) {
        out.printf("%n### %s, from the command to two hands at work%n%n", Crewed.ID);
        out.println("| starts | median s | worst s | goal for the median | met |");
        out.println("|---|---|---|---|---|");
        List<Double> sorted = seconds.stream().sorted().toList();
        out.printf(
                Locale.ROOT,
                "| %d | %.2f | %.2f | <= %.1f s | %s |%n",
                sorted.size(),
                Rounds.median(sorted),
                sorted.get(sorted.size() - 1),
                Crewed.GOAL,
                Rounds.median(sorted) <= Crewed.GOAL ? "yes" : "**no**");
    }

    private static String timesRaw(Rounds rounds, HandTrial trial, ToDoubleFunction<Figures> figure) {
        return trial == HandTrial.RAW
                ? "1"
                : rounds.summary(round ->
                                figure.applyAsDouble(round.of(trial)) / figure.applyAsDouble(round.of(HandTrial.RAW)))
                        .textWithRange("%.2f");
    }

    private static String text(Rounds rounds, Trial trial, ToDoubleFunction<Figures> figure, String format) {
        return rounds.summary(trial, figure).text(format);
    }

    private static String operations(double ops) {
        if (!Double.isFinite(ops)) {
            return "-";
        }
        return ops >= 1e6
                ? String.format(Locale.ROOT, "%.2f M", ops / 1e6)
                : String.format(Locale.ROOT, "%.1f k", ops / 1e3);
    }
}
