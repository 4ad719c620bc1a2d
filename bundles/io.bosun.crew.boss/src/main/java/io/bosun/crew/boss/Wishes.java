// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import io.bosun.transport.Berth;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.ComponentConstants;
import org.osgi.util.tracker.ServiceTracker;

/** Which bundles each hand is to have, apart from what these need: those of its configuration, and of its handlers. */
final class Wishes {
    private static final Logger LOG = System.getLogger(Wishes.class.getName());
    /** A handler's service property, whose name is all that is known of commands here. */
    private static final String HANDLES = "bosun.handles";

    private final BundleContext context;
    /** By the number of the service. */
    private final Map<Long, RankedPlacement> placements = new ConcurrentHashMap<>();
    /** Kept here, because the tracker itself knows a service only after it has told of it. */
    private final Set<ServiceReference<Object>> handlers = ConcurrentHashMap.newKeySet();

    private final ServiceTracker<Object, ServiceReference<Object>> tracker;

    /** Tells of a change by {@code changed}, on whichever thread makes it. */
    Wishes(BundleContext context, Runnable changed) throws InvalidSyntaxException {
        this.context = context;
        tracker = new ServiceTracker<>(context, context.createFilter("(" + HANDLES + "=*)"), null) {
            @Override
            public ServiceReference<Object> addingService(ServiceReference<Object> reference) {
                handlers.add(reference);
                changed.run();
                return reference;
            }

            @Override
            public void modifiedService(ServiceReference<Object> reference, ServiceReference<Object> same) {
                changed.run();
            }

            @Override
            public void removedService(ServiceReference<Object> reference, ServiceReference<Object> same) {
                handlers.remove(reference);
                changed.run();
            }
        };
    }

    void open() {
        tracker.open(true);
    }

    void close() {
        tracker.close();
    }

    /** Of two for one target the first counts, as it does for the bus. */
    void put(RankedPlacement placement) {
        placements.values().stream()
                .filter(each -> each.id() != placement.id() && each.target().equals(placement.target()))
                .min(RankedPlacement.FIRST)
                .ifPresent(other -> complain(placement, other));
        placements.put(placement.id(), placement);
    }

    private static void complain(RankedPlacement one, RankedPlacement other) {
        boolean isOneFirst = RankedPlacement.FIRST.compare(one, other) < 0;
        LOG.log(
                Level.ERROR,
                "Two placements of the target {0}: that of {1} counts, that of {2} does not; remove one of them",
                one.target(),
                isOneFirst ? one : other,
                isOneFirst ? other : one);
    }

    void remove(RankedPlacement placement) {
        placements.remove(placement.id());
    }

    /** The resolved bundles that a hand is to have, by id. */
    Map<Long, Bundle> of(String hand, Iterable<BundleWish> configured) {
        Map<Long, Bundle> bundles = new TreeMap<>();
        for (BundleWish each : configured) {
            add(bundles, best(each));
        }
        Map<String, RankedPlacement> byTarget = new HashMap<>();
        placements
                .values()
                .forEach(each -> byTarget.merge(each.target(), each, BinaryOperator.minBy(RankedPlacement.FIRST)));
        Set<String> targets = byTarget.values().stream()
                .filter(each -> each.placement().hands().contains(hand))
                .map(RankedPlacement::target)
                .collect(Collectors.toSet());
        for (ServiceReference<Object> each : handlers) {
            if (targets.contains(target(each))) {
                add(bundles, each.getBundle());
            }
        }
        return bundles;
    }

    private static void add(Map<Long, Bundle> bundles, Bundle bundle) {
        if (bundle != null
                && bundle.getBundleId() != Constants.SYSTEM_BUNDLE_ID
                && (bundle.getState() & (Bundle.INSTALLED | Bundle.UNINSTALLED)) == 0) {
            bundles.put(bundle.getBundleId(), bundle);
        }
    }

    private Bundle best(BundleWish wish) {
        Bundle best = null;
        for (Bundle each : context.getBundles()) {
            if (wish.matches(each.getSymbolicName(), each.getVersion())
                    && (best == null || each.getVersion().compareTo(best.getVersion()) > 0)) {
                best = each;
            }
        }
        return best;
    }

    private static String target(ServiceReference<?> handler) {
        Object target = handler.getProperty(Berth.TARGET);
        if (target == null || target.toString().isEmpty()) {
            target = handler.getProperty(ComponentConstants.COMPONENT_NAME);
        }
        return String.valueOf(target);
    }
}
