// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.LifecycleBus;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** One publication, shared by all who hear it. */
record Publication(LifecycleBus bus, String channel, List<Object> arguments) implements BusEvent {
    static Publication of(LifecycleBus bus, String channel, Object... arguments) {
        return new Publication(bus, channel, Collections.unmodifiableList(Arrays.asList(arguments.clone())));
    }

    @Override
    public boolean isSuperseded() {
        return false;
    }
}
