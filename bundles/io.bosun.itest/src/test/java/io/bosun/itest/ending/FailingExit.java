// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.ending;

import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.BusSubscription;
import org.osgi.service.component.annotations.Component;

/** Fails at the last moment. */
@Component
@BusSubscription(channel = "EXIT")
public class FailingExit implements BusListener {
    @Override
    public Object on(BusEvent event) {
        throw new IllegalStateException("not ready to leave");
    }
}
