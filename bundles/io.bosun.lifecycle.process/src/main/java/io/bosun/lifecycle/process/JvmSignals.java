// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import io.bosun.lifecycle.LogLevel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Holds signals of the JVM. The only class that touches {@code sun.misc}, which a container need not show us. For one
 * thread at a time.
 */
final class JvmSignals {
    private final Map<Signal, SignalHandler> previous = new LinkedHashMap<>();
    private final Consumer<String> handler;

    /** @param handler gets the name without SIG, on a thread that the JVM starts for each signal */
    JvmSignals(Consumer<String> handler) {
        this.handler = handler;
    }

    /** Something for the log. */
    record Note(int level, String text) {}

    /**
     * Takes these signals, and gives back all others to whoever had them before. Those held already are not touched, so
     * that none slips through.
     */
    List<Note> hold(Set<String> names) {
        List<Note> notes = new ArrayList<>();
        for (Signal held : List.copyOf(previous.keySet())) {
            if (!names.contains(held.getName())) {
                giveBack(held, notes);
            }
        }
        names.forEach(name -> take(name, notes));
        return notes;
    }

    private void take(String name, List<Note> notes) {
        try {
            Signal signal = new Signal(name);
            if (!previous.containsKey(signal)) {
                take(signal, notes);
            }
        } catch (IllegalArgumentException e) {
            notes.add(new Note(
                    LogLevel.WARN, "Signal " + name + " is not taken: " + e.getMessage() + "; see kill -l for names"));
        }
    }

    private void take(Signal signal, List<Note> notes) {
        SignalHandler before = Signal.handle(signal, caught -> handler.accept(caught.getName()));
        previous.put(signal, before);
        if (before == SignalHandler.SIG_IGN && Set.of("HUP", "INT", "TERM").contains(signal.getName())) {
            // these the JVM leaves alone then
            notes.add(new Note(
                    LogLevel.INFO,
                    signal + " has been ignored since this process was started, as by nohup: it stays ignored"));
        } else {
            notes.add(new Note(LogLevel.INFO, "Listening for " + signal));
        }
    }

    private void giveBack(Signal signal, List<Note> notes) {
        try {
            Signal.handle(signal, previous.remove(signal));
            notes.add(new Note(LogLevel.INFO, "No longer listening for " + signal));
        } catch (IllegalArgumentException e) {
            notes.add(new Note(LogLevel.WARN, signal + " is not given back: " + e.getMessage()));
        }
    }
}
