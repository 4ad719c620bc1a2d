// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import io.bosun.transport.BerthFactory;
import io.bosun.transport.BerthWork;
import io.bosun.transport.LocalBerth;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/** Opens berths whose mailbox is an LMAX Disruptor ring. A changed configuration holds for berths opened later. */
@Component(configurationPid = RingBerths.PID)
@Designate(ocd = RingConfiguration.class)
public class RingBerths implements BerthFactory {
    static final String PID = "io.bosun.transport.ring";

    private static final Logger LOG = System.getLogger(RingBerths.class.getName());

    /** Those whose thread has not ended; guarded by itself, as is {@link #closed}. */
    private final Set<RingBerth> open = new HashSet<>();

    private boolean closed;
    private volatile RingSettings settings;

    /** Called by Declarative Services. */
    @Activate
    public RingBerths(RingConfiguration configuration) {
        this(RingSettings.DEFAULT);
        modified(configuration);
    }

    /** For use without a configuration. */
    public RingBerths(int size, RingWait waiting) {
        this(new RingSettings(size, RingSettings.CONTROL_SIZE, RingSettings.LIMIT, waiting));
    }

    RingBerths(RingSettings settings) {
        this.settings = settings;
    }

    /** A wrong value must not end what works: the component would go on anyhow, with nobody told what holds. */
    @Modified
    final void modified(RingConfiguration configuration) {
        try {
            settings = new RingSettings(configuration);
        } catch (RuntimeException wrong) {
            LOG.log(Level.ERROR, "Configuration {0} is refused, {1} stays: {2}", PID, settings, wrong.getMessage());
        }
    }

    @Deactivate
    void deactivate() {
        List<RingBerth> left;
        synchronized (open) {
            closed = true;
            left = List.copyOf(open);
        }
        // Whoever opened one ought to have closed it.
        left.forEach(RingBerth::beginClose);
        left.forEach(each -> each.close(Duration.ZERO));
    }

    @Override
    public LocalBerth open(String target, BerthWork work) {
        RingBerth berth = admit(target, work);
        boolean started = false;
        try {
            if (berth != null) {
                berth.start();
            }
            started = true;
            return berth;
        } finally {
            if (!started) {
                forget(berth);
            }
        }
    }

    private RingBerth admit(String target, BerthWork work) {
        RingSettings now = settings;
        synchronized (open) {
            if (closed || open.size() >= now.limit()) {
                return null;
            }
            RingBerth berth = new RingBerth(target, now, work, this::forget);
            open.add(berth);
            return berth;
        }
    }

    private void forget(RingBerth berth) {
        synchronized (open) {
            open.remove(berth);
        }
    }
}
