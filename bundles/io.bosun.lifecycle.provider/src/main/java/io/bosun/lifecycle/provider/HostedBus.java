// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.LogLevel;
import io.bosun.lifecycle.State;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.condition.Condition;

/**
 * A bus in a framework: its listeners and its exit strategy are services, its state is a condition, it starts after the
 * framework has, and ends before that does.
 */
class HostedBus extends SerialBus {
    private static final Logger LOGGER = System.getLogger(HostedBus.class.getName());

    private final ServiceExits exits;
    private final ListenerServices listeners;
    private final ListenerSets sets;
    private final ConditionSeekers seekers;
    private final StateConditions conditions;
    private final ActivationFailures failures;
    private final FrameworkWatch framework;
    private volatile BusOptions options;
    private volatile boolean gaveUp;

    HostedBus(BundleContext context, BusPlan plan, BusOptions options) {
        this(context, plan, options, new Relay(), new ServiceExits(context, plan.name()));
    }

    private HostedBus(BundleContext context, BusPlan plan, BusOptions options, Relay relay, ServiceExits exits) {
        super(plan, options.settings(), relay, exits);
        this.options = options;
        this.exits = exits;
        this.listeners = new ListenerServices(context, this);
        this.sets = new ListenerSets(context, this);
        this.seekers = new ConditionSeekers(context);
        this.conditions = new StateConditions(context, plan.name());
        this.failures = new ActivationFailures(context);
        this.framework = new FrameworkWatch(context, this::frameworkStarted, this::frameworkStopping);
        relay.hook = this::entered;
    }

    /** Finds its listeners. Before, nothing of it is seen. */
    final void open() {
        seekers.open();
        if (options.conditions()) {
            conditions.replace(state());
        }
        listeners.open();
        sets.open();
    }

    /** Goes with the framework from now on. */
    final void begin() {
        framework.open();
    }

    final BusOptions options() {
        return options;
    }

    /** From now on these hold; what is under way may still go by the old ones. */
    void apply(BusOptions changed) {
        options = changed;
        configure(changed.settings());
    }

    /** Exits, and waits for that as long as is configured; its listeners are still there. */
    final void end(String reason) {
        framework.close();
        finishInTime(reason);
    }

    /** Lets go of all that it has of others, and ends its thread. Comes after {@link #end}. */
    void close() {
        shut();
        listeners.close();
        sets.close();
        conditions.close();
        seekers.close();
    }

    /** Called at each hop, before anything else is done. */
    void entering(State to) {
        // for the bus of the process
    }

    /** The work of a hop that is no listener's, and so cannot fail. */
    private List<String> entered(State from, State to) {
        entering(to);
        sets.tryAgain();
        if (!options.conditions()) {
            conditions.drop();
            return List.of();
        }
        return conditions.replace(to).map(made -> problems(to, made)).orElse(List.of());
    }

    private List<String> problems(State state, ServiceReference<Condition> condition) {
        Set<Bundle> concerned = seekers.of(condition);
        if (concerned.isEmpty()) {
            return List.of();
        }
        // Who came with the condition and hears this state is made now, and not a moment later: so its failure is seen.
        channels().seats(state.name());
        listeners.prepare(
                state.name(),
                reference -> ActivationFailures.liveBy(reference.getProperty(ActivationFailures.TARGET), condition));
        List<String> problems = failures.of(concerned, condition);
        problems.forEach(
                each -> log(LogLevel.ERROR, "A component that lives by " + state + " could not be activated: " + each));
        return problems;
    }

    @Override
    final void exiting(String reason) {
        long millis = options.stopMillis();
        // On a copy: the timeout must not complete the end itself.
        ended().copy().orTimeout(millis, TimeUnit.MILLISECONDS).whenComplete((report, late) -> {
            if (late instanceof TimeoutException) {
                // Not here: this thread belongs to the whole JVM.
                OwnThreads.daemon("bosun-lifecycle-late", () -> overdue(reason, millis))
                        .start();
            }
        });
    }

    /** What hangs is interrupted; whoever is deaf to that does not keep the process. */
    private void overdue(String reason, long millis) {
        interrupt("Exit (" + reason + ") not done after " + millis + " ms");
        try {
            ended().get(LAST_MOMENT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            gaveUp = true;
            giveUp(reason);
        } catch (InterruptedException | ExecutionException | CancellationException e) {
            LOGGER.log(Level.DEBUG, "Nothing to wait for any more", e);
        }
    }

    private void frameworkStarted() {
        Optional<State> work = plan().work();
        if (options.autoStart() && work.isPresent()) {
            request(work.get(), "framework started");
        }
    }

    private void frameworkStopping() {
        finishInTime("framework stops");
    }

    /** The JVM ends, and this bus has not: it exits, but nobody decides on the status any more. */
    final void endWithJvm() {
        State at = state();
        if (at.equals(last()) || exits.hasBegun()) {
            return;
        }
        log(
                LogLevel.WARN,
                "The JVM ends while the lifecycle bus " + name() + " is in " + at + "; it walks to " + last()
                        + " first, for " + options.stopMillis() + " ms at most. End it before: stop the framework,"
                        + " or exit the bus and wait in block()");
        finishInTime("the JVM ends");
    }

    private void finishInTime(String reason) {
        // Whoever hangs is interrupted after stopMillis; what is left of the walk has a moment more. Once only.
        Duration patience =
                gaveUp ? Duration.ZERO : Duration.ofMillis(options.stopMillis()).plus(LAST_MOMENT);
        try {
            if (!finish(reason, patience)) {
                gaveUp = true;
                LOGGER.log(Level.ERROR, "The exit is not done, but the stop goes on (" + reason + ")");
            }
        } catch (InterruptedException e) {
            LOGGER.log(Level.WARNING, "Interrupted while waiting for the exit (" + reason + ")");
            Thread.currentThread().interrupt();
        }
    }

    /** Stands for the hook until this object is there. */
    private static final class Relay implements HopHook {
        private HopHook hook = NONE;

        @Override
        public List<String> entered(State from, State to) {
            return hook.entered(from, to);
        }
    }
}
