// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.StateGraph;
import io.bosun.lifecycle.Subscription;
import io.bosun.lifecycle.TransitionReport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A bus that knows how to reach RUN, and that it was asked to exit. */
final class RunBus implements LifecycleBus {
    final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private State state = ProcessState.START;
    private BusListener listener;

    synchronized void reachRun() throws Exception {
        state = ProcessState.RUN;
        if (listener != null) {
            listener.on((BusEvent) null);
        }
    }

    @Override
    public synchronized State state() {
        return state;
    }

    @Override
    public synchronized Subscription subscribe(String channel, int priority, BusListener wanted) {
        if (!channel.equals("RUN")) {
            throw new IllegalArgumentException(channel);
        }
        listener = wanted;
        return () -> {};
    }

    @Override
    public void exit(int status, String reason) {
        exit.complete(status);
    }

    @Override
    public int exitStatus() {
        return exit.getNow(0);
    }

    @Override
    public StateGraph graph() {
        return ProcessState.GRAPH;
    }

    @Override
    public TransitionReport transition(State to, String reason) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean await(State awaited, Duration timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Object> publish(String channel, Object... arguments) {
        throw new UnsupportedOperationException();
    }
}
