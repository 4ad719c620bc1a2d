// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.life;

import io.bosun.lifecycle.BusChannel;
import io.bosun.lifecycle.ListenerSet;
import org.osgi.service.component.annotations.Component;

/** A set of which one method cannot listen. */
@Component
public class Misfit implements ListenerSet {
    @BusChannel("START")
    public void good() {
        throw new IllegalStateException("nobody should hear this");
    }

    @BusChannel("START")
    public void bad(String text) {
        throw new IllegalStateException("nobody can hear this");
    }
}
