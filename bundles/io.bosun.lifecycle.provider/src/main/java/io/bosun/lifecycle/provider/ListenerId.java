// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

/**
 * What is known of a listener.
 *
 * @param name for the log, the report and the shell
 * @param bundle the symbolic name of the bundle that registered it, empty if it was subscribed by hand
 * @param serviceId of its service, 0 if it was subscribed by hand
 */
record ListenerId(String name, String bundle, long serviceId) {
    static ListenerId byHand(Object listener) {
        return new ListenerId(listener.toString(), "", 0);
    }
}
