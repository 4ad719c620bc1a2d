// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.lifeguide;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Where everybody writes down what they do; a service. */
public class Logbook {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    /** Adds a line. */
    public void write(String line) {
        lines.add(line);
    }

    /** Returns all lines. */
    public List<String> lines() {
        return List.copyOf(lines);
    }
}
