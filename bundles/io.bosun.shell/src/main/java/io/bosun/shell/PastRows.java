// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import io.bosun.lifecycle.PastTransition;
import io.bosun.lifecycle.PastTransition.PastCall;
import io.bosun.lifecycle.PastTransition.PastHop;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One transition of the history: to scripts its calls, to people what it was and a table of them. */
final class PastRows extends AbstractList<Record> implements Text {
    private static final String ABORTED = "ABORTED";

    private final PastTransition past;
    private final Rows<CallRow> rows;

    PastRows(PastTransition past) {
        this.past = past;
        List<CallRow> calls = new ArrayList<>();
        for (PastHop hop : past.hops()) {
            calls.add(new CallRow(hop.to().name(), "", Nanos.text(hop.nanos()), ""));
            for (PastCall call : hop.calls()) {
                calls.add(new CallRow(
                        "",
                        call.listener(),
                        Nanos.text(call.nanos()),
                        call.failure().orElse("")));
            }
        }
        this.rows = new Rows<>(CallRow.class, calls);
    }

    /** One transition in short. */
    record PastRow(
            long number,
            Instant at,
            String time,
            String from,
            String target,
            String state,
            String outcome,
            String reason,
            String requester,
            String failure) {}

    /** A step as a whole, or the call of one listener in it. */
    record CallRow(String state, String listener, String time, String failure) {}

    /** What a transition was. */
    record PastStatus(
            long number,
            Instant at,
            String requester,
            String reason,
            String way,
            String outcome,
            String time,
            String failure) {}

    static PastRow row(PastTransition past) {
        return new PastRow(
                past.number(),
                past.at().truncatedTo(ChronoUnit.MILLIS),
                Nanos.text(past.nanos()),
                past.from().name(),
                past.target().name(),
                past.state().name(),
                outcome(past),
                past.reason(),
                past.requester(),
                past.failure().orElse(""));
    }

    /** In one line. */
    static String line(PastTransition past) {
        return past.number() + ": " + way(past) + ", " + outcome(past) + " in " + Nanos.text(past.nanos()) + " ("
                + past.reason() + ")";
    }

    private static String outcome(PastTransition past) {
        return past.outcome().map(Enum::name).orElse(ABORTED);
    }

    private static String way(PastTransition past) {
        return past.from() + past.hops().stream().map(hop -> " > " + hop.to()).collect(Collectors.joining());
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
        PastStatus status = new PastStatus(
                past.number(),
                past.at(),
                past.requester(),
                past.reason(),
                way(past),
                outcome(past) + " " + past.state(),
                Nanos.text(past.nanos()),
                past.failure().orElse("none"));
        return Table.ofFields(status) + (rows.isEmpty() ? "" : "\n\n" + rows.text());
    }

    /** For shells that ask no converter. */
    @Override
    public String toString() {
        return text();
    }
}
