// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.BusListener;
import java.util.Comparator;

/**
 * A listener's place on a channel.
 *
 * @param service the service id of its listener, or the highest one that was known when it was subscribed by hand
 * @param hand in which order those by hand came; 0 for a service, which comes before those by hand that know it
 * @param number in which order all came; decides among the seats that one service has on a channel
 */
record Seat(BusListener listener, int priority, long service, long hand, long number, ListenerId id) {
    static final Comparator<Seat> ORDER = Comparator.comparingInt(Seat::priority)
            .thenComparingLong(Seat::service)
            .thenComparingLong(Seat::hand)
            .thenComparingLong(Seat::number);

    /** The same place among equals, with another priority. */
    Seat at(int changed, ListenerId known) {
        return new Seat(listener, changed, service, hand, number, known);
    }
}
