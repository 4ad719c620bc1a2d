// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.log;

import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.LogLevel;
import java.util.List;

/**
 * What was published on the channel of a log. Anybody may publish there, so what is missing is taken as nothing.
 *
 * @param message as it was published
 * @param level INFO where none was given
 * @param cause may be null
 */
record Logged(String bus, String state, int level, String message, Throwable cause) {
    static Logged of(BusEvent event) {
        List<Object> arguments = event.arguments();
        return new Logged(
                event.bus().name(),
                event.bus().state().name(),
                at(arguments, 1) instanceof Number level ? level.intValue() : LogLevel.INFO,
                String.valueOf(at(arguments, 0)),
                at(arguments, 2) instanceof Throwable cause ? cause : null);
    }

    private static Object at(List<Object> arguments, int index) {
        return index < arguments.size() ? arguments.get(index) : null;
    }
}
