// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import io.bosun.lifecycle.Hop;
import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.TransitionReport.Outcome;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** A transition that reached its target: to scripts its steps, to people a line and a table. */
final class Walk extends AbstractList<Record> implements Text {
    private final TransitionReport report;
    private final Rows<HopRow> rows;

    Walk(TransitionReport report) {
        this.report = report;
        this.rows =
                new Rows<>(HopRow.class, report.hops().stream().map(Walk::row).toList());
    }

    /** One step. */
    record HopRow(String state, String time, int listeners, List<String> results, List<String> problems) {}

    private static HopRow row(Hop hop) {
        return new HopRow(
                hop.to().name(),
                Nanos.text(hop.nanos()),
                hop.calls().size(),
                hop.results().stream()
                        .filter(Objects::nonNull)
                        .map(String::valueOf)
                        .toList(),
                hop.problems());
    }

    @Override
    public Record get(int index) {
        return rows.get(index);
    }

    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public String text() {
        if (rows.isEmpty()) {
            return "already in " + report.state();
        }
        long nanos = report.hops().stream().mapToLong(Hop::nanos).sum();
        return report.outcome() + " " + report.state() + " in " + Nanos.text(nanos) + "\n" + rows.text();
    }

    /** For shells that ask no converter. */
    @Override
    public String toString() {
        return text();
    }

    /** Why a transition did not reach its target, in one line. */
    static String problem(TransitionReport report) {
        String way = report.hops().stream().map(hop -> " > " + hop.to()).collect(Collectors.joining());
        String failures = report.hops().stream()
                .flatMap(hop -> hop.failure().stream())
                .map(each -> each.channel() + ": " + each.text("; "))
                .collect(Collectors.joining("; "));
        if (failures.isEmpty()) {
            failures = report.failure().map(Throwable::getMessage).orElse("");
        }
        String text = report.outcome() + ": " + where(report);
        if (report.hops().isEmpty()) {
            return text + (failures.isEmpty() ? "" : "; " + failures);
        }
        return text + "; it went " + report.from() + way + (failures.isEmpty() ? "" : "; " + failures)
                + "; 'transitions' has more";
    }

    private static String where(TransitionReport report) {
        if (report.outcome() == Outcome.UNREACHABLE) {
            return "no way leads from " + report.state() + " to " + report.target();
        }
        String text = "the bus is in " + report.state();
        return report.state().equals(report.target()) ? text : text + ", not in " + report.target();
    }
}
