// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandHandler;
import io.bosun.command.CommandRegistrationException;
import io.bosun.command.CommandSpec;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** A handler service that names a command; its object is got and given back here. */
record Registration(BundleContext context, ServiceReference<?> reference, CommandSpec spec, String target) {

    /**
     * Reads a handler's service properties and loads its command through its own bundle.
     *
     * @throws CommandRegistrationException if it names no command, or one that cannot be
     */
    static Registration of(BundleContext context, ServiceReference<?> reference) {
        Object handles = reference.getProperty(CommandHandler.HANDLES);
        if (!(handles instanceof String name) || name.isEmpty()) {
            throw new CommandRegistrationException(describe(reference) + " has no property " + CommandHandler.HANDLES
                    + ": annotate the component with @Handles(YourCommand.class)");
        }
        Class<?> type = load(reference, name);
        try {
            CommandSpec spec = CommandSpec.of(type);
            // Loads the classes of its components: what is missing is told now, not at the first command.
            spec.schema();
            return new Registration(context, reference, spec, target(reference));
        } catch (LinkageError | TypeNotPresentException e) {
            throw new CommandRegistrationException(
                    describe(reference) + " handles " + name + ", of which its bundle lacks a part: " + e.getMessage(),
                    e);
        }
    }

    /** The handler, or null if it has gone, or cannot be made. */
    Object getService() {
        try {
            return context.getService(reference);
        } catch (IllegalStateException e) {
            // This bundle has stopped meanwhile: its berths end too.
            return null;
        }
    }

    void ungetService() {
        try {
            context.ungetService(reference);
        } catch (IllegalStateException e) {
            // This bundle has stopped meanwhile, and the framework has done it.
        }
    }

    @Override
    public String toString() {
        return describe(reference);
    }

    private static Class<?> load(ServiceReference<?> reference, String name) {
        Bundle bundle = reference.getBundle();
        if (bundle == null) {
            throw new CommandRegistrationException("The handler of " + name + " has gone");
        }
        try {
            return bundle.loadClass(name);
        } catch (ClassNotFoundException | LinkageError e) {
            throw new CommandRegistrationException(
                    describe(reference) + " handles " + name + ", which its bundle cannot load: import its package", e);
        }
    }

    private static String target(ServiceReference<?> reference) {
        if (reference.getProperty(CommandHandler.TARGET) instanceof String target && !target.isBlank()) {
            return target;
        }
        if (reference.getProperty("component.name") instanceof String component) {
            return component;
        }
        throw new CommandRegistrationException(
                describe(reference) + " has no target: set the service property " + CommandHandler.TARGET);
    }

    static String describe(ServiceReference<?> reference) {
        Bundle bundle = reference.getBundle();
        Object component = reference.getProperty("component.name");
        return (component == null ? "service " + reference.getProperty(Constants.SERVICE_ID) : component) + " in "
                + (bundle == null ? "a bundle that is gone" : bundle.getSymbolicName() + " " + bundle.getVersion());
    }
}
