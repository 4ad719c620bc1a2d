// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandRegistry;
import org.osgi.framework.Bundle;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** The registry of each bundle that uses it: so it is known whose a registration is. */
@Component(service = CommandRegistry.class, scope = ServiceScope.BUNDLE)
public class BundleRegistry extends TableRegistry {
    private final WhiteboardCommandRegistry registry;
    private final Bundle user;

    /** Called by Declarative Services. */
    @Activate
    public BundleRegistry(@Reference WhiteboardCommandRegistry registry, ComponentContext context) {
        this.registry = registry;
        this.user = context.getUsingBundle();
    }

    @Override
    RouteTable table() {
        return registry.table();
    }

    @Override
    Registrar registrar() {
        return registry.registrar();
    }

    @Override
    Bundle user() {
        return user;
    }
}
