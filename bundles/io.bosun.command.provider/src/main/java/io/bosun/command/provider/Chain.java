// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandException;
import io.bosun.command.Reason;
import io.bosun.transport.Berth;
import io.bosun.transport.Envelope;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Which berths wait for each other. A handler that calls blocks its berth until the reply is there; if the call came
 * back to one of the berths that are blocked already, all of them would wait until the deadline. So a call from within
 * a handler carries the berths behind it, {@code place/target}, with spaces between them. It goes to another berth, or
 * is refused where there is none.
 */
final class Chain {
    /** The header that carries the berths, the first one to block first. */
    static final String HEADER = "bosun.chain";

    /** What the calling thread runs, if it is a berth's. */
    private static final ThreadLocal<Serving> BERTH = new ThreadLocal<>();

    private Chain() {}

    /** From now on the calling thread is this berth's. */
    static void enter(Serving berth) {
        if (BERTH.get() != berth) {
            BERTH.set(berth);
        }
    }

    /** Whether the calling thread is that of a berth. */
    static boolean isBerth() {
        return BERTH.get() != null;
    }

    /** The headers of a call that the calling thread is about to wait for. */
    static Map<String, String> headers(String process) {
        Serving berth = BERTH.get();
        if (berth == null || !berth.isBusy()) {
            return Map.of();
        }
        Envelope running = berth.running();
        String behind = running == null ? null : running.headers().get(HEADER);
        String here = process + "/" + berth.target();
        return Map.of(HEADER, behind == null ? here : behind + " " + here);
    }

    /** Those of these berths that a command may be queued at: all but those that wait for it. */
    static Berth[] free(Envelope envelope, Berth[] berths, String process) {
        String behind = envelope.headers().get(HEADER);
        if (behind == null) {
            return berths;
        }
        List<String> blocked = Arrays.asList(behind.split(" "));
        return Arrays.stream(berths)
                .filter(each -> !blocked.contains(place(each, process) + "/" + each.target()))
                .toArray(Berth[]::new);
    }

    /** The cycle that a command would close at any of these berths, for people; null if it need not close one. */
    static String cycle(Envelope envelope, Berth[] berths, String process) {
        if (berths.length == 0 || free(envelope, berths, process).length > 0) {
            return null;
        }
        return envelope.headers().get(HEADER).replace(" ", " > ") + " > " + berths[0].target();
    }

    /** Ends a command that would close a cycle. */
    static void refuse(Envelope envelope, String cycle) {
        envelope.fail(Reason.REFUSED, false, new CommandException("would wait for itself: " + cycle));
    }

    private static String place(Berth berth, String process) {
        return berth.place().equals(Berth.LOCAL) ? process : berth.place();
    }
}
