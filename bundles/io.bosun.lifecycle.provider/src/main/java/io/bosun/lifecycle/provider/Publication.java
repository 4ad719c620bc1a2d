// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.LifecycleBus;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** One publication, shared by all who hear it; of a walk, or of none. */
final class Publication implements BusEvent {
    private final LifecycleBus bus;
    private final String channel;
    private final List<Object> arguments;
    private final Walk walk;

    Publication(LifecycleBus bus, String channel, List<Object> arguments, Walk walk) {
        this.bus = bus;
        this.channel = channel;
        this.arguments = arguments;
        this.walk = walk;
    }

    /** Returns a copy that cannot be changed and may hold nulls. */
    static List<Object> arguments(Object... given) {
        return given.length == 0 ? List.of() : Collections.unmodifiableList(Arrays.asList(given.clone()));
    }

    @Override
    public LifecycleBus bus() {
        return bus;
    }

    @Override
    public String channel() {
        return channel;
    }

    @Override
    public List<Object> arguments() {
        return arguments;
    }

    @Override
    public boolean isSuperseded() {
        return walk != null && walk.isSuperseded();
    }

    @Override
    public String toString() {
        return "BusEvent on " + channel + " " + arguments.size() + " arguments";
    }
}
