// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.Hop;
import io.bosun.lifecycle.ListenerCall;
import io.bosun.lifecycle.PastTransition.PastCall;
import io.bosun.lifecycle.PastTransition.PastHop;
import java.util.ArrayList;
import java.util.List;

/** Makes words of what has happened, so that nothing of a listener is held. */
final class Past {
    private Past() {}

    static List<PastHop> hops(List<Hop> hops) {
        List<PastHop> past = new ArrayList<>(hops.size());
        for (Hop hop : hops) {
            past.add(new PastHop(hop.to(), hop.nanos(), calls(hop.calls())));
        }
        return past;
    }

    private static List<PastCall> calls(List<ListenerCall> calls) {
        if (calls.isEmpty()) {
            return List.of();
        }
        List<PastCall> past = new ArrayList<>(calls.size());
        for (ListenerCall call : calls) {
            past.add(new PastCall(call.listener(), call.nanos(), call.failure().map(Texts::line)));
        }
        return past;
    }
}
