// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.transport.Berth;
import io.bosun.transport.Envelope;
import java.util.Arrays;
import java.util.Map;

/**
 * Which berths wait for each other. A handler that calls blocks its berth until the reply is there; if the call came
 * back to one of the berths that are blocked already, all of them would wait until the deadline. So a call from within
 * a handler carries the berths behind it, {@code place/target}, with spaces between them, and such a one is refused.
 */
final class Chain {
    /** The header that carries the berths, the first one to block first. */
    static final String HEADER = "bosun.chain";

    /** What the calling thread runs, if it is a berth's. */
    private static final ThreadLocal<LocalTarget> BERTH = new ThreadLocal<>();

    private Chain() {}

    /** From now on the calling thread is this berth's. */
    static void enter(LocalTarget berth) {
        if (BERTH.get() != berth) {
            BERTH.set(berth);
        }
    }

    /** The headers of a call that the calling thread is about to wait for. */
    static Map<String, String> headers(String process) {
        LocalTarget berth = BERTH.get();
        Envelope running = berth == null ? null : berth.running();
        if (running == null) {
            return Map.of();
        }
        String behind = running.headers().get(HEADER);
        String here = process + "/" + berth.target();
        return Map.of(HEADER, behind == null ? here : behind + " " + here);
    }

    /** The cycle that a command would close at any of these berths, for people; null if it need not close one. */
    static String cycle(Envelope envelope, Berth[] berths, String process) {
        String behind = envelope.headers().get(HEADER);
        if (behind == null || berths.length == 0) {
            return null;
        }
        String[] blocked = behind.split(" ");
        for (Berth each : berths) {
            String name = (each.place().equals(Berth.LOCAL) ? process : each.place()) + "/" + each.target();
            if (!Arrays.asList(blocked).contains(name)) {
                return null;
            }
        }
        return behind.replace(" ", " > ") + " > " + berths[0].target();
    }
}
