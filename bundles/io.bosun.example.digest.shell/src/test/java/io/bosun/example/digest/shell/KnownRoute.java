// SPDX-License-Identifier: Apache-2.0

package io.bosun.example.digest.shell;

import io.bosun.command.CommandPolicy;
import io.bosun.command.CommandRegistry;
import io.bosun.command.CommandRoute;
import io.bosun.command.Delivery;
import io.bosun.command.UnknownCommandException;
import io.bosun.command.runtime.RegistryEvent;
import io.bosun.command.runtime.RegistryListener;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A registry that knows every command, from some change on, and the context that its listeners are registered with. */
final class KnownRoute {
    private static final CommandRoute ROUTE = new CommandRoute(
            "k/1", "digest", Delivery.DIRECT, "", CommandPolicy.DEFAULT, Optional.empty(), "test", "handle", "");

    final List<RegistryListener> listeners = new CopyOnWriteArrayList<>();
    final CommandRegistry registry = proxy(CommandRegistry.class, this::registry);
    final BundleContext context = proxy(BundleContext.class, this::context);
    private volatile boolean known;

    KnownRoute(boolean known) {
        this.known = known;
    }

    /** Something changes: from now on the command is known, or it is still not. */
    void change(boolean isKnown) {
        known = isKnown;
        RegistryEvent event =
                new RegistryEvent(1, RegistryEvent.Kind.HANDLER_ADDED, "k/1", "digest", "test", "", Instant.EPOCH);
        listeners.forEach(each -> each.changed(event));
    }

    private Object registry(String method, Object... arguments) {
        if (!method.equals("routeFor")) {
            throw new UnsupportedOperationException(method);
        }
        if (!known) {
            throw new UnknownCommandException("k/1");
        }
        return ROUTE;
    }

    private Object context(String method, Object... arguments) {
        if (!method.equals("registerService") || arguments[0] != RegistryListener.class) {
            throw new UnsupportedOperationException(method);
        }
        RegistryListener listener = (RegistryListener) arguments[1];
        listeners.add(listener);
        return proxy(ServiceRegistration.class, (name, none) -> listeners.remove(listener) ? null : null);
    }

    private interface Call {
        Object of(String method, Object... arguments);
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> call.of(method.getName(), arguments)));
    }
}
