// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.BusListener;

/**
 * What is known of a listener.
 *
 * @param name for the log, the report and the shell
 * @param bundle the symbolic name of the bundle that registered it, empty if it was subscribed by hand
 * @param serviceId of its service, 0 if it was subscribed by hand
 */
record ListenerId(String name, String bundle, long serviceId) {
    static ListenerId byHand(BusListener listener) {
        String name = listener.getClass().getName();
        String own = Texts.own(listener);
        if (!own.startsWith(name + "@")) {
            return new ListenerId(own, "", 0);
        }
        // What follows is another number in each run.
        int lambda = name.indexOf("$$Lambda");
        return new ListenerId(lambda < 0 ? name : name.substring(0, lambda) + " (lambda)", "", 0);
    }
}
