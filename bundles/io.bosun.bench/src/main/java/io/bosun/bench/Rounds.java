// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench;

import io.bosun.bench.load.Figures;
import io.bosun.bench.load.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What was measured in one regime, round by round. */
final class Rounds {
    private final List<Round> all = new ArrayList<>();

    /** One pass over all trials. */
    record Round(Map<Trial, Figures> figures) {
        Figures of(Trial trial) {
            return figures.getOrDefault(trial, Figures.NONE);
        }
    }

    /**
     * One figure of all rounds that have it.
     *
     * @param rounds how many these are
     */
    record Summary(double median, double least, double greatest, int rounds) {
        String text(String format) {
            return rounds == 0 ? "-" : String.format(Locale.ROOT, format, median);
        }

        /** With the range, if there is one. */
        String textWithRange(String format) {
            return rounds < 2
                    ? text(format)
                    : String.format(Locale.ROOT, format + " (" + format + "-" + format + ")", median, least, greatest);
        }
    }

    void add(Map<Trial, Figures> figures) {
        all.add(new Round(figures));
    }

    /** Whether it was tried. */
    boolean has(Workload workload) {
        return all.stream()
                .flatMap(each -> each.figures.keySet().stream())
                .anyMatch(each -> each.id().equals(workload.id()));
    }

    Summary summary(Trial trial, ToDoubleFunction<Figures> figure) {
        return summary(round -> figure.applyAsDouble(round.of(trial)));
    }

    Summary summary(ToDoubleFunction<Round> figure) {
        List<Double> sorted = all.stream()
                .map(figure::applyAsDouble)
                .filter(Double::isFinite)
                .sorted()
                .toList();
        if (sorted.isEmpty()) {
            return new Summary(Double.NaN, Double.NaN, Double.NaN, 0);
        }
        return new Summary(median(sorted), sorted.get(0), sorted.get(sorted.size() - 1), sorted.size());
    }

    static double median(List<Double> sorted) {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
