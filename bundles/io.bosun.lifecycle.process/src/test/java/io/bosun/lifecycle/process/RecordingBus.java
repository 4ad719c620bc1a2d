// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.StateGraph;
import io.bosun.lifecycle.Subscription;
import io.bosun.lifecycle.TransitionReport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A bus in EXITED that notes who asked it to exit. */
final class RecordingBus implements LifecycleBus {
    final BlockingQueue<String> exits = new LinkedBlockingQueue<>();

    @Override
    public void exit(int status, String reason) {
        exits.add(status + " " + reason);
    }

    @Override
    public int exitStatus() {
        return 7;
    }

    volatile State state = ProcessState.RUN;

    @Override
    public State state() {
        return state;
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
    public boolean await(State state, Duration timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Subscription subscribe(String channel, int priority, BusListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Object> publish(String channel, Object... arguments) {
        throw new UnsupportedOperationException();
    }
}
