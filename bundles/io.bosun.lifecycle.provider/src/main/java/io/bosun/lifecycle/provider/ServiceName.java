// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** How a service is called in the log, in reports and in the shell. */
final class ServiceName {
    private ServiceName() {}

    /** Returns the name of its component; of a service without one, its bundle and number. */
    static String of(ServiceReference<?> reference) {
        Object component = reference.getProperty("component.name");
        return component == null ? bundle(reference) + " service " + id(reference) : component.toString();
    }

    static ListenerId listener(ServiceReference<?> reference) {
        return new ListenerId(of(reference), bundle(reference), id(reference));
    }

    /** Returns the method of a listener set. */
    static ListenerId listener(ServiceReference<?> reference, String method) {
        return new ListenerId(of(reference) + "." + method, bundle(reference), id(reference));
    }

    static String bundle(ServiceReference<?> reference) {
        Bundle bundle = reference.getBundle();
        return bundle == null ? "a bundle that is gone" : bundle.getSymbolicName();
    }

    private static long id(ServiceReference<?> reference) {
        return (Long) reference.getProperty(Constants.SERVICE_ID);
    }
}
