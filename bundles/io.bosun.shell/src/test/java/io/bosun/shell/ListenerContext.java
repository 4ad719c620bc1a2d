// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import io.bosun.command.runtime.RegistryEvent;
import io.bosun.command.runtime.RegistryListener;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A bundle context that does nothing but keep registry listeners. */
final class ListenerContext {
    final List<RegistryListener> listeners = new CopyOnWriteArrayList<>();
    final BundleContext context = proxy(BundleContext.class, this::call);

    /** Tells all listeners of some change. */
    void change() {
        RegistryEvent event = new RegistryEvent(1, RegistryEvent.Kind.HANDLER_ADDED, "", "", "test", "", Instant.EPOCH);
        listeners.forEach(each -> each.changed(event));
    }

    private Object call(String method, Object... arguments) {
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
