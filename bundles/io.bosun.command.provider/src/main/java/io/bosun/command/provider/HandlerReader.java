// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.AsyncCommandHandler;
import io.bosun.command.CommandConflictException;
import io.bosun.command.CommandHandler;
import io.bosun.command.CommandRegistrationException;
import io.bosun.command.CommandSpec;
import io.bosun.command.HandlerSet;
import io.bosun.command.HandlerStatus;
import io.bosun.command.HandlerStatus.State;
import io.bosun.command.Handles;
import io.bosun.command.Serves;
import io.bosun.command.provider.Registration.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** Reads what services and objects say about the commands that they handle. */
record HandlerReader(BundleContext context) {
    private static final String COMPONENT = "component.name";
    private static final int RANKING_BY_DEFAULT = 0;

    /** Binds a method of a set to a name under which it can be called; no two commands may have the same. */
    private record Binding(String place, String method) {}

    /** A set of handlers, and the name that its service has as one; one service may be a handler and a set. */
    record SetId(ServiceReference<?> reference) {}

    /**
     * Reads a handler's service properties and loads its command through its own bundle; does not get the handler.
     *
     * @throws CommandRegistrationException if it names no command, or one that cannot be
     */
    HandlerGroup handler(ServiceReference<?> reference) {
        Owner owner = owner(reference);
        Object handles = reference.getProperty(CommandHandler.HANDLES);
        if (!(handles instanceof String name) || name.isEmpty()) {
            throw new CommandRegistrationException(owner + " has no property " + CommandHandler.HANDLES
                    + ": annotate the component with @Handles(YourCommand.class)");
        }
        Class<?> type = load(reference, name, owner);
        CommandSpec spec = spec(type, name, owner);
        checkClass(reference, spec, owner);
        String target = target(reference);
        if (target == null) {
            throw new CommandRegistrationException(
                    owner + " has no target: set the service property " + CommandHandler.TARGET);
        }
        Registration only = new Registration(
                owner, spec, target, Registration.HANDLE, null, new OfService(context, reference, service -> service));
        only.ranked(ranking(reference), isReplaceable(reference));
        return HandlerGroup.of(reference, List.of(only), () -> {});
    }

    /**
     * Reads the methods of a set that is a service.
     *
     * @param set its object, which is given back when the group goes
     * @throws CommandRegistrationException if anything is wrong with any of them
     */
    HandlerGroup set(ServiceReference<?> reference, HandlerSet set) {
        Owner named = owner(reference);
        String type = set.getClass().getName();
        Owner owner = new Owner(
                reference.getProperty(COMPONENT) == null ? type : named.name(), type, named.bundle(), named.bundleId());
        List<HandlerMethod> methods = methods(set, owner);
        List<Registration> members = members(
                methods,
                owner,
                targetOfAll(reference, set.getClass(), methods),
                method -> new OfService(context, reference, method::bind),
                ranking(reference),
                isReplaceable(reference) && !isOfMethod(reference, set.getClass(), methods, Handles::replaceable));
        return HandlerGroup.of(new SetId(reference), members, () -> unget(context, reference));
    }

    /**
     * Reads the methods of a set that is registered by a call.
     *
     * @param target of those that name none, or null
     */
    static List<Registration> set(HandlerSet set, String target, Bundle bundle) {
        Owner owner = owner(set.getClass(), bundle);
        return members(
                methods(set, owner),
                owner,
                target,
                method -> new OfObject(method.bind(set)),
                RANKING_BY_DEFAULT,
                false);
    }

    /** Reads a handler that is registered by a call. */
    static Registration handler(Class<?> command, String target, CommandHandler<?, ?> handler, Bundle bundle) {
        Owner owner = owner(handler.getClass(), bundle);
        CommandSpec spec = spec(command, command.getName(), owner);
        Replied.check(handler.getClass(), spec, owner);
        return new Registration(
                owner,
                spec,
                target == null ? owner.type() : target,
                Registration.HANDLE,
                new Identity(handler),
                new OfObject(handler));
    }

    /** What is known of a service that cannot be read. */
    HandlerGroup unread(Object id, ServiceReference<?> reference, State state, String why) {
        Owner owner = owner(reference);
        String target = target(reference);
        return HandlerGroup.unread(
                id,
                new HandlerStatus(
                        "",
                        target == null ? "" : target,
                        owner.name(),
                        id instanceof SetId ? "" : Registration.HANDLE,
                        owner.bundle(),
                        owner.bundleId(),
                        ranking(reference),
                        state,
                        why));
    }

    static Owner owner(ServiceReference<?> reference) {
        Object component = reference.getProperty(COMPONENT);
        Object id = reference.getProperty(Constants.SERVICE_ID);
        Bundle bundle = reference.getBundle();
        return new Owner(
                component == null ? "service " + id : component.toString(),
                "",
                bundle == null ? "a bundle that is gone" : name(bundle),
                bundle == null ? -1 : bundle.getBundleId());
    }

    private static Owner owner(Class<?> type, Bundle bundle) {
        return new Owner(type.getName(), type.getName(), name(bundle), bundle.getBundleId());
    }

    static String name(Bundle bundle) {
        return bundle.getSymbolicName() + " " + bundle.getVersion();
    }

    /** Gives a service back; the framework has done it where this bundle has stopped meanwhile. */
    static void unget(BundleContext context, ServiceReference<?> reference) {
        try {
            context.ungetService(reference);
        } catch (IllegalStateException e) {
            // Stopped.
        }
    }

    private static List<HandlerMethod> methods(HandlerSet set, Owner owner) {
        try {
            return HandlerMethods.of(set.getClass());
        } catch (CommandConflictException e) {
            throw new CommandConflictException(owner + ": " + e.getMessage());
        } catch (CommandRegistrationException e) {
            throw new CommandRegistrationException(owner + ": " + e.getMessage(), e);
        }
    }

    private static List<Registration> members(
            List<HandlerMethod> methods,
            Owner owner,
            String target,
            Function<HandlerMethod, Registration.Source> source,
            int ranking,
            boolean replaceable) {
        List<Registration> all = new ArrayList<>();
        for (HandlerMethod each : methods) {
            String own = each.handles().target();
            String its = !own.isBlank() ? own : target == null ? owner.type() : target;
            // A class name says nothing about the bundle: two of the same name are not the same.
            String place = own.isBlank() && target == null ? its + " " + owner.bundleId() : its;
            all.add(new Registration(
                            owner, each.spec(), its, each.name(), new Binding(place, each.name()), source.apply(each))
                    .ranked(ranking, replaceable || each.handles().replaceable()));
        }
        return all;
    }

    private static CommandSpec spec(Class<?> type, String name, Owner owner) {
        try {
            CommandSpec spec = CommandSpec.of(type);
            // Loads the classes of its components: what is missing is told now, not at the first command.
            spec.schema();
            return spec;
        } catch (LinkageError | TypeNotPresentException e) {
            throw new CommandRegistrationException(
                    owner + " handles " + name + ", of which its bundle lacks a part: " + e.getMessage(), e);
        }
    }

    private static Class<?> load(ServiceReference<?> reference, String name, Owner owner) {
        Bundle bundle = reference.getBundle();
        if (bundle == null) {
            throw new CommandRegistrationException("The handler of " + name + " has gone");
        }
        try {
            return bundle.loadClass(name);
        } catch (ClassNotFoundException | LinkageError e) {
            throw new CommandRegistrationException(
                    owner + " handles " + name + ", which its bundle cannot load: import its package", e);
        }
    }

    /** A component is by default named after its class, which tells what it handles before there is an object. */
    private static void checkClass(ServiceReference<?> reference, CommandSpec spec, Owner owner) {
        Bundle bundle = reference.getBundle();
        if (bundle == null || !(reference.getProperty(COMPONENT) instanceof String component)) {
            return;
        }
        Class<?> type;
        try {
            type = bundle.loadClass(component);
        } catch (ClassNotFoundException | LinkageError e) {
            // It has another name.
            return;
        }
        if (CommandHandler.class.isAssignableFrom(type) || AsyncCommandHandler.class.isAssignableFrom(type)) {
            Replied.check(type, spec, owner);
        }
    }

    private static String targetOfAll(ServiceReference<?> reference, Class<?> type, List<HandlerMethod> methods) {
        Object target = reference.getProperty(CommandHandler.TARGET);
        return isOfMethod(reference, type, methods, each -> each.target().equals(target))
                ? (String) reference.getProperty(COMPONENT)
                : target(reference);
    }

    /**
     * Whether a property says of the whole set what is said of a method. The annotations of a component's methods get
     * into its properties, too, where none of its class says otherwise: then there is one that names a command.
     */
    private static boolean isOfMethod(
            ServiceReference<?> reference, Class<?> type, List<HandlerMethod> methods, Predicate<Handles> said) {
        return reference.getProperty(CommandHandler.HANDLES) != null
                && !type.isAnnotationPresent(Serves.class)
                && methods.stream().map(HandlerMethod::handles).anyMatch(said);
    }

    /** Null if it names none. */
    private static String target(ServiceReference<?> reference) {
        if (reference.getProperty(CommandHandler.TARGET) instanceof String target && !target.isBlank()) {
            return target;
        }
        return reference.getProperty(COMPONENT) instanceof String component ? component : null;
    }

    private static int ranking(ServiceReference<?> reference) {
        return reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer ranking
                ? ranking
                : RANKING_BY_DEFAULT;
    }

    private static boolean isReplaceable(ServiceReference<?> reference) {
        return Boolean.parseBoolean(String.valueOf(reference.getProperty(CommandHandler.REPLACEABLE)));
    }

    /** An object that is equal to itself alone. */
    record Identity(Object object) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Identity same && same.object == object;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(object);
        }
    }

    private record OfObject(Object handler) implements Registration.Source {
        @Override
        public Object get() {
            return handler;
        }

        @Override
        public void unget() {
            // Whoever registered it has it.
        }
    }

    private record OfService(BundleContext context, ServiceReference<?> reference, Function<Object, Object> bind)
            implements Registration.Source {
        @Override
        public Object get() {
            try {
                Object service = context.getService(reference);
                return service == null ? null : bind.apply(service);
            } catch (IllegalStateException e) {
                // This bundle has stopped meanwhile: its berths end too.
                return null;
            }
        }

        @Override
        public void unget() {
            HandlerReader.unget(context, reference);
        }
    }
}
