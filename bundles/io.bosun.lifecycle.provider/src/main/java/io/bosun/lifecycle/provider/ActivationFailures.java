// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.condition.Condition;

/** Reads from Declarative Services, where there are any, which components could not be activated. */
final class ActivationFailures {
    /** The component property that names the condition of a component. */
    static final String TARGET = "osgi.ds.satisfying.condition.target";

    private static final String RUNTIME = "org.osgi.service.component.runtime.ServiceComponentRuntime";

    private final BundleContext context;

    ActivationFailures(BundleContext context) {
        this.context = context;
    }

    /** Returns one line for each component of these bundles that lives by this condition and has failed to activate. */
    List<String> of(Set<Bundle> bundles, ServiceReference<Condition> condition) {
        // By its name: the package is imported only where somebody exports it.
        ServiceReference<?> reference = bundles.isEmpty() ? null : context.getServiceReference(RUNTIME);
        Object runtime = reference == null ? null : context.getService(reference);
        if (runtime == null) {
            return List.of();
        }
        try {
            return Reader.read(runtime, bundles, condition);
        } catch (NoClassDefFoundError e) {
            return List.of();
        } finally {
            context.ungetService(reference);
        }
    }

    /** Whether a component with these properties lives by this condition. */
    static boolean liveBy(Object target, ServiceReference<Condition> condition) {
        try {
            return target instanceof String filter
                    && FrameworkUtil.createFilter(filter).match(condition);
        } catch (InvalidSyntaxException e) {
            return false;
        }
    }

    /** Apart, so that its types are looked for only where there is a runtime. */
    private static final class Reader {
        private static final String CAUSE = "Caused by: ";

        private Reader() {}

        static List<String> read(Object service, Set<Bundle> bundles, ServiceReference<Condition> condition) {
            if (!(service instanceof ServiceComponentRuntime runtime)) {
                return List.of();
            }
            List<String> failures = new ArrayList<>();
            for (ComponentDescriptionDTO each : runtime.getComponentDescriptionDTOs(bundles.toArray(Bundle[]::new))) {
                for (ComponentConfigurationDTO configured : runtime.getComponentConfigurationDTOs(each)) {
                    Map<String, Object> properties = configured.properties;
                    if (configured.state == ComponentConfigurationDTO.FAILED_ACTIVATION
                            && liveBy(properties.get(TARGET), condition)) {
                        failures.add(each.name + ": " + reason(configured.failure));
                    }
                }
            }
            return failures;
        }

        /** The first line; where that is the reflection's, the cause of it. */
        private static String reason(String failure) {
            List<String> lines = failure == null
                    ? List.of()
                    : failure.lines().map(String::strip).toList();
            if (lines.isEmpty()) {
                return "no reason given";
            }
            String wrapper = InvocationTargetException.class.getName();
            return lines.stream()
                    .filter(line -> lines.get(0).startsWith(wrapper) && line.startsWith(CAUSE))
                    .findFirst()
                    .map(line -> line.substring(CAUSE.length()))
                    .orElse(lines.get(0));
        }
    }
}
