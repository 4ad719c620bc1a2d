// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/** A bundle and whatever it is wired to, providers first. */
final class WiringClosure {
    private final Set<String> runtime;
    private final Set<BundleWiring> seen = new HashSet<>();
    private final List<Bundle> bundles = new ArrayList<>();

    private WiringClosure(Set<String> runtime) {
        this.runtime = runtime;
    }

    /**
     * Follows the wires of a bundle.
     *
     * @param runtime symbolic names of bundles that every hand has
     * @return empty if the bundle is not resolved
     */
    static List<Bundle> of(Bundle root, Set<String> runtime) {
        WiringClosure closure = new WiringClosure(runtime);
        BundleWiring wiring = root.adapt(BundleWiring.class);
        if (wiring != null) {
            closure.visit(wiring);
        }
        return closure.bundles;
    }

    private void visit(BundleWiring wiring) {
        Bundle bundle = wiring.getBundle();
        if (!wiring.isInUse()
                || bundle.getBundleId() == Constants.SYSTEM_BUNDLE_ID
                || runtime.contains(bundle.getSymbolicName())
                || !seen.add(wiring)) {
            return;
        }
        for (BundleWire each : wiring.getRequiredWires(null)) {
            visit(each.getProviderWiring());
        }
        if (!bundles.contains(bundle)) {
            bundles.add(bundle);
        }
        for (BundleWire fragment : wiring.getProvidedWires(HostNamespace.HOST_NAMESPACE)) {
            visit(fragment.getRequirerWiring());
        }
    }
}
