// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jline.terminal.Terminal;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** Hands the terminal's signals to JLine, which cannot take them itself within a framework: it imports no sun.misc. */
final class TerminalSignals implements AutoCloseable {
    private final Map<Signal, SignalHandler> previous = new LinkedHashMap<>();

    TerminalSignals(Terminal terminal) {
        for (Terminal.Signal each :
                new Terminal.Signal[] {Terminal.Signal.INT, Terminal.Signal.WINCH, Terminal.Signal.CONT}) {
            Signal signal = new Signal(each.name());
            previous.put(signal, Signal.handle(signal, caught -> terminal.raise(each)));
        }
    }

    @Override
    public void close() {
        previous.forEach(Signal::handle);
        previous.clear();
    }
}
