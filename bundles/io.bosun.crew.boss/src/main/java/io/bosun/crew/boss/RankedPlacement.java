// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import io.bosun.transport.Placement;
import java.util.Comparator;
import java.util.Map;
import org.osgi.framework.Constants;

/** A placement service; the first in order is the one that counts, as everywhere with services. */
record RankedPlacement(Placement placement, int ranking, long id) {
    static final Comparator<RankedPlacement> FIRST =
            Comparator.comparingInt(RankedPlacement::ranking).reversed().thenComparingLong(RankedPlacement::id);

    static RankedPlacement of(Placement placement, Map<String, ?> properties) {
        int ranking = properties.get(Constants.SERVICE_RANKING) instanceof Integer given ? given : 0;
        return new RankedPlacement(placement, ranking, (Long) properties.get(Constants.SERVICE_ID));
    }

    String target() {
        return placement.target();
    }

    @Override
    public String toString() {
        return "service " + id + " (hands " + placement.hands() + (placement.here() ? " and here)" : ")");
    }
}
