// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import io.bosun.transport.BerthFactory;
import io.bosun.transport.Envelope;
import io.bosun.transport.LocalBerth;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/** Opens berths whose mailbox is an LMAX Disruptor ring. A changed configuration holds for berths opened later. */
@Component(configurationPid = "io.bosun.transport.ring")
@Designate(ocd = RingConfiguration.class)
public class RingBerths implements BerthFactory {
    private final Set<RingBerth> open = ConcurrentHashMap.newKeySet();
    private volatile Settings settings;

    private record Settings(int size, RingWait waiting) {
        Settings {
            if (size < 2 || Integer.bitCount(size) != 1) {
                throw new IllegalArgumentException("size is " + size + ": use a power of two from 2 on");
            }
        }
    }

    /** Called by Declarative Services. */
    @Activate
    public RingBerths(RingConfiguration configuration) {
        modified(configuration);
    }

    /** For use without a configuration. */
    public RingBerths(int size, RingWait waiting) {
        settings = new Settings(size, waiting);
    }

    @Modified
    final void modified(RingConfiguration configuration) {
        settings = new Settings(configuration.size(), configuration.waitStrategy());
    }

    @Deactivate
    void deactivate() {
        // Whoever opened one ought to have closed it.
        open.forEach(each -> each.close(Duration.ZERO));
    }

    @Override
    public LocalBerth open(String target, Consumer<Envelope> work) {
        Settings now = settings;
        RingBerth berth = new RingBerth(target, now.size(), now.waiting().newStrategy(), work, open::remove);
        open.add(berth);
        berth.start();
        return berth;
    }
}
