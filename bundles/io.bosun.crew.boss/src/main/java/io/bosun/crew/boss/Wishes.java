// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import io.bosun.transport.Berth;
import io.bosun.transport.Placement;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
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
    /** A handler's service property, whose name is all that is known of commands here. */
    private static final String HANDLES = "bosun.handles";

    private final BundleContext context;
    private final Set<Placement> placements = ConcurrentHashMap.newKeySet();
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

    void add(Placement placement) {
        placements.add(placement);
    }

    void remove(Placement placement) {
        placements.remove(placement);
    }

    /** The resolved bundles that a hand is to have, by id. */
    Map<Long, Bundle> of(String hand, Iterable<BundleWish> configured) {
        Map<Long, Bundle> bundles = new TreeMap<>();
        for (BundleWish each : configured) {
            add(bundles, best(each));
        }
        Set<String> targets = placements.stream()
                .filter(each -> each.hands().contains(hand))
                .map(Placement::target)
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
