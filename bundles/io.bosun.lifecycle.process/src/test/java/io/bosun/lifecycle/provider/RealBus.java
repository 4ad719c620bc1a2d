// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.ExitStrategy;
import io.bosun.lifecycle.LifecycleBus;

/** The bus of a process without a container, for tests of other bundles. */
public final class RealBus implements AutoCloseable {
    private final SerialBus bus;

    /** @param exits called at its end */
    public RealBus(ExitStrategy exits) {
        this.bus = new SerialBus(BusPlan.process(), BusSettings.DEFAULTS, HopHook.NONE, exits);
    }

    public LifecycleBus bus() {
        return bus;
    }

    @Override
    public void close() {
        bus.shut();
    }
}
