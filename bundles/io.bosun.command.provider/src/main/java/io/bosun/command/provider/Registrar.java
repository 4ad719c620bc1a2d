// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandConflictException;
import io.bosun.command.CommandHandler;
import io.bosun.command.CommandRegistrationException;
import io.bosun.command.CommandRoute;
import io.bosun.command.HandlerRegistration;
import io.bosun.command.HandlerSet;
import io.bosun.command.provider.HandlerReader.Identity;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.SynchronousBundleListener;

/**
 * What bundles register by a call. It goes with its own {@link HandlerRegistration}, at the latest when the bundle that
 * registered it stops, or the one that its class is of.
 */
final class Registrar implements SynchronousBundleListener {
    /** Equal for what is the same registration once more. */
    private record Registered(Identity object, Class<?> command, String target) {}

    private final RouteTable table;
    private final Set<Registering> open = ConcurrentHashMap.newKeySet();

    Registrar(RouteTable table) {
        this.table = table;
    }

    HandlerRegistration register(Bundle user, HandlerSet handlers, String target) {
        require(handlers, "handlers");
        Bundle owner = owner(handlers, user);
        return register(
                user, owner, new Identity(handlers), null, target, HandlerReader.set(handlers, name(target), owner));
    }

    HandlerRegistration register(Bundle user, Class<?> command, String target, CommandHandler<?, ?> handler) {
        require(command, "command");
        require(handler, "handler");
        Bundle owner = owner(handler, user);
        return register(
                user,
                owner,
                new Identity(handler),
                command,
                target,
                List.of(HandlerReader.handler(command, name(target), handler, owner)));
    }

    private HandlerRegistration register(
            Bundle user, Bundle owner, Identity object, Class<?> command, String target, List<Registration> members) {
        Registered id = new Registered(object, command, name(target));
        String conflict = table.register(HandlerGroup.of(id, members, () -> {}));
        if (conflict != null) {
            throw new CommandConflictException(conflict);
        }
        Registering registering = new Registering(
                id,
                user,
                owner,
                members.stream().map(Registration::key).distinct().toList());
        open.add(registering);
        if (isStopped(user) || owner.getState() == Bundle.UNINSTALLED) {
            // It has stopped meanwhile: its event may have come too early to find this.
            registering.close();
        }
        return registering;
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.STOPPING || event.getType() == BundleEvent.STOPPED) {
            open.stream()
                    .filter(each -> each.user == event.getBundle() || each.owner == event.getBundle())
                    .forEach(Registering::close);
        }
    }

    private static boolean isStopped(Bundle bundle) {
        return (bundle.getState() & (Bundle.STARTING | Bundle.ACTIVE)) == 0;
    }

    private static Bundle owner(Object handler, Bundle user) {
        Bundle its = FrameworkUtil.getBundle(handler.getClass());
        return its == null ? user : its;
    }

    private static String name(String target) {
        return target == null || target.isBlank() ? null : target;
    }

    private static void require(Object given, String what) {
        if (given == null) {
            throw new CommandRegistrationException(what + " is null: give the object");
        }
    }

    private final class Registering implements HandlerRegistration {
        private final Registered id;
        private final Bundle user;
        private final Bundle owner;
        private final List<String> keys;
        private final AtomicBoolean closed = new AtomicBoolean();

        Registering(Registered id, Bundle user, Bundle owner, List<String> keys) {
            this.id = id;
            this.user = user;
            this.owner = owner;
            this.keys = keys;
        }

        @Override
        public List<CommandRoute> routes() {
            return table.read(() -> keys.stream()
                    .map(each -> RouteReport.describe(table.routeOf(each)))
                    .flatMap(Optional::stream)
                    .toList());
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                open.remove(this);
                table.unregister(id);
            }
        }
    }
}
