// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.State;
import io.bosun.lifecycle.TransitionReport;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A walk that was asked for, by one or by several who share it. */
final class Request implements Task {
    private final List<State> legs;
    private final String reason;
    private final String requester = Thread.currentThread().getName();
    private final CompletableFuture<TransitionReport> answer = new CompletableFuture<>();
    private Told<TransitionReport> stage;
    private int waiting;
    private boolean reliedOn;

    /** @param legs where to go, one state after the other */
    Request(List<State> legs, String reason) {
        this.legs = legs;
        this.reason = reason;
    }

    List<State> legs() {
        return legs;
    }

    State target() {
        return legs.get(legs.size() - 1);
    }

    String reason() {
        return reason;
    }

    String requester() {
        return requester;
    }

    /** Completed on the bus's thread, when the walk has ended; nothing that may take long hangs on it. */
    CompletableFuture<TransitionReport> answer() {
        return answer;
    }

    /** Called under the lock of {@link Requests}, as all of these three. */
    void wanted(boolean waits) {
        if (waits) {
            waiting++;
        } else {
            reliedOn = true;
        }
    }

    void givenUp() {
        waiting--;
    }

    boolean isWaitedFor() {
        return waiting > 0 && !reliedOn;
    }

    /** Returns the one stage that all have who do not wait. */
    synchronized Told<TransitionReport> stage(News news) {
        if (stage == null) {
            Told<TransitionReport> made = new Told<>();
            answer.whenComplete((report, failure) -> news.tell(() -> made.tell(report, failure)));
            stage = made;
        }
        return stage;
    }
}
