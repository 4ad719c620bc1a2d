// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench;

import io.bosun.bench.Rounds.Round;
import io.bosun.bench.Rounds.Summary;
import io.bosun.bench.load.Figures;
import io.bosun.bench.load.Workload;
import io.bosun.bench.peer.Contender;
import java.util.Locale;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * Something to reach.
 *
 * @param id the row that it belongs to
 * @param busy whether with the busy thread
 * @param text the figure, in words
 * @param figure its value in one round
 * @param format of the value, with its unit
 * @param atLeast whether the bound is to be reached, or not to be exceeded
 * @param bound of the median of the rounds
 */
record Goal(
        String id,
        boolean busy,
        String text,
        ToDoubleFunction<Round> figure,
        String format,
        boolean atLeast,
        double bound) {

    /** As many operations a second as another contender, times a factor. */
    static Goal asFast(Workload workload, Contender other, double factor) {
        return of(
                        workload,
                        "ops/s of " + other.title(),
                        round -> ours(workload, Figures::ops, round) / figure(workload, other, Figures::ops, round))
                .is("%.2fx", true, factor);
    }

    /** A figure of ours, whatever the others have. */
    static Goal absolute(Workload workload, String text, ToDoubleFunction<Figures> figure) {
        return of(workload, text, round -> ours(workload, figure, round));
    }

    /** At p50, of the raw round trip between processes. */
    static Goal ofHand(double bound) {
        return new Goal(
                HandTrial.ID,
                false,
                "p50 of a `call` to a hand / raw",
                round ->
                        round.of(HandTrial.HAND).p50() / round.of(HandTrial.RAW).p50(),
                "%.2fx",
                false,
                bound);
    }

    static Goal of(Workload workload, String text, ToDoubleFunction<Round> figure) {
        return new Goal(workload.id(), false, text, figure, "%.2f", true, Double.NaN);
    }

    /** Ours against one figure of all who are not limits. */
    static ToDoubleFunction<Round> againstPeers(
            Workload workload, ToDoubleFunction<Figures> figure, DoubleBinaryOperator ratio) {
        return round -> ratio.applyAsDouble(
                ours(workload, figure, round),
                workload.contenders().stream()
                        .filter(Contender::isPeer)
                        .mapToDouble(each -> figure(workload, each, figure, round))
                        .filter(Double::isFinite)
                        .min()
                        .orElse(Double.NaN));
    }

    static double ours(Workload workload, ToDoubleFunction<Figures> figure, Round round) {
        return figure(workload, workload.contenders().get(0), figure, round);
    }

    static double figure(Workload workload, Contender who, ToDoubleFunction<Figures> figure, Round round) {
        return figure.applyAsDouble(round.of(new PeerTrial(workload, who)));
    }

    Goal is(String newFormat, boolean newAtLeast, double newBound) {
        return new Goal(id, busy, text, figure, newFormat, newAtLeast, newBound);
    }

    Goal whenBusy() {
        return new Goal(id, true, text, figure, format, atLeast, bound);
    }

    /** A row of the table of goals. */
    String row(Rounds quiet, Rounds withBusy) {
        Summary summary = (busy ? withBusy : quiet).summary(figure);
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s %s%s | %s | %s |",
                id,
                busy ? "busy" : "quiet",
                text,
                atLeast ? ">= " : "<= ",
                String.format(Locale.ROOT, format, bound),
                summary.textWithRange(format),
                met(summary));
    }

    private String met(Summary summary) {
        if (summary.rounds() == 0) {
            return "not measured";
        }
        return (atLeast ? summary.median() >= bound : summary.median() <= bound) ? "yes" : "**no**";
    }
}
