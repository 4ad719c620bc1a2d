// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.service.ListenerHook;
import org.osgi.service.condition.Condition;

/**
 * Knows who waits for conditions other than the one that always holds, by the service listeners of the framework. So
 * nobody has to be asked at each hop who does.
 */
final class ConditionSeekers implements ListenerHook, AutoCloseable {
    private static final String TYPE = "(" + Constants.OBJECTCLASS + "=" + Condition.class.getName() + ")";
    private static final String ALWAYS = "(" + Condition.CONDITION_ID + "=" + Condition.CONDITION_ID_TRUE + ")";

    private final BundleContext context;
    private final Map<ListenerInfo, Filter> seekers = new ConcurrentHashMap<>();
    private ServiceRegistration<ListenerHook> registration;

    ConditionSeekers(BundleContext context) {
        this.context = context;
    }

    void open() {
        registration = context.registerService(ListenerHook.class, this, null);
    }

    @Override
    public void close() {
        if (registration != null) {
            registration.unregister();
            registration = null;
        }
        seekers.clear();
    }

    /** Returns the bundles in which somebody waits for this condition. */
    Set<Bundle> of(ServiceReference<Condition> condition) {
        Set<Bundle> bundles = new LinkedHashSet<>();
        seekers.forEach((seeker, filter) -> {
            BundleContext its = seeker.getBundleContext();
            if (its != null && filter.match(condition)) {
                bundles.add(its.getBundle());
            }
        });
        return bundles;
    }

    @Override
    public void added(Collection<ListenerInfo> listeners) {
        for (ListenerInfo each : listeners) {
            String filter = each.getFilter();
            if (filter != null && filter.contains(TYPE) && !filter.contains(ALWAYS)) {
                add(each, filter);
            }
        }
    }

    private void add(ListenerInfo seeker, String filter) {
        try {
            seekers.put(seeker, FrameworkUtil.createFilter(filter));
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("The framework took " + filter + " for a filter", e);
        }
        // The framework may tell of its end first.
        if (seeker.isRemoved()) {
            seekers.remove(seeker);
        }
    }

    @Override
    public void removed(Collection<ListenerInfo> listeners) {
        listeners.forEach(seekers::remove);
    }
}
