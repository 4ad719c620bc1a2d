// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.BusRuntime;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.ListenerStatus;
import io.bosun.lifecycle.PastTransition;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.StateGraph;
import io.bosun.lifecycle.Subscription;
import io.bosun.lifecycle.TransitionReport;
import io.bosun.lifecycle.WhenBusy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadFactory;

/** A bus that knows how to reach RUN, what it was asked for, and what it is to answer. */
final class RunBus implements LifecycleBus, BusRuntime {
    final CompletableFuture<Integer> exit = new CompletableFuture<>();
    final List<String> asked = new ArrayList<>();
    final List<ListenerStatus> listeners = new ArrayList<>();
    final List<PastTransition> history = new ArrayList<>();
    volatile TransitionReport answer;
    private final String name;
    private final StateGraph graph;
    private State state = ProcessState.START;
    private BusListener listener;

    RunBus() {
        this(DEFAULT_BUS, ProcessState.GRAPH);
    }

    RunBus(String name, StateGraph graph) {
        this.name = name;
        this.graph = graph;
    }

    synchronized void reachRun() throws Exception {
        state = ProcessState.RUN;
        if (listener != null) {
            listener.on((BusEvent) null);
        }
    }

    synchronized RunBus in(State wanted) {
        state = wanted;
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public LifecycleBus bus() {
        return this;
    }

    @Override
    public synchronized State state() {
        return state;
    }

    @Override
    public StateGraph graph() {
        return graph;
    }

    @Override
    public Map<State, State> errors() {
        return graph == ProcessState.GRAPH ? ProcessState.ERRORS : Map.of();
    }

    @Override
    public List<ListenerStatus> listeners() {
        return listeners;
    }

    @Override
    public List<PastTransition> history() {
        return history;
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
        asked.add("exit " + status + " " + reason);
        exit.complete(status);
    }

    @Override
    public int exitStatus() {
        return exit.getNow(0);
    }

    @Override
    public TransitionReport transition(State to, String reason, WhenBusy whenBusy) {
        asked.add(to + " " + whenBusy + " " + reason);
        return answer;
    }

    @Override
    public CompletionStage<TransitionReport> request(State to, String reason, WhenBusy whenBusy) {
        throw new UnsupportedOperationException();
    }

    @Override
    public TransitionReport graceful(String reason) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<State> await(Set<State> states, Duration timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<State> await(Set<State> states, Duration timeout, String channel, Duration interval) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<State> whenReached(State awaited) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> CompletionStage<T> startWithCallback(String thread, Callable<T> callback) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int block() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ThreadFactory threads(String prefix) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Object> publish(String channel, Object... arguments) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void post(String channel, Object... arguments) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void log(int level, String message, Throwable cause) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void clear() {
        throw new UnsupportedOperationException();
    }
}
