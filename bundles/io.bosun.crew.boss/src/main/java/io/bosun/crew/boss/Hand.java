// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import io.bosun.crew.HandProcess;
import io.bosun.crew.HandState;
import io.bosun.crew.Memo;
import io.bosun.crew.Memo.BundleRef;
import io.bosun.transport.link.Link;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Future;

/**
 * The life of one hand. All its methods are called on the thread that owns the hands.
 *
 * <pre>
 *   NEW > SPAWNED > REGISTERED > READY         STOPPING from these three: END, SIGTERM, SIGKILL > EXITED
 *            |           |         |
 *            +-----------+---------+> LOST > RESTARTING > SPAWNED ...
 *                                          > EXITED, where that came too often
 * </pre>
 *
 * <p>It has come to its end when its process has been reaped <em>and</em> its link is closed, for what a process sent
 * before it died may still be on the link.
 */
final class Hand {
    private static final Logger LOG = System.getLogger(Hand.class.getName());

    /** A process that dies closes its link first: its own status says more than that of a kill. */
    private static final long LINK_LOST_GRACE_MILLIS = 500;

    private static final long LINK_DRAIN_MILLIS = 1_000;

    private final HandContext context;
    private HandSettings settings;
    private HandSettings next;
    private RestartPolicy restarts;
    private HandState state = HandState.NEW;
    private boolean wanted;
    private HandProcess process;
    private Link link;
    private String cause = "";
    /** Killed because it was lost, not because it was to end. */
    private boolean killed;

    private String lastExit = "";
    private long startedNanos;
    private int restartCount;
    private List<BundleRef> bundles;
    private long revision;
    /** The deadline of the present state; each state has its own. */
    private Future<?> deadline;

    Hand(HandSettings settings, HandContext context) {
        this.context = context;
        this.settings = settings;
        restarts = new RestartPolicy(settings.restart());
    }

    String name() {
        return settings.name();
    }

    /** Whether this very configuration is the one that it has, or is about to take. */
    boolean isConfiguredBy(HandSettings which) {
        return (next == null ? settings : next) == which;
    }

    HandState state() {
        return state;
    }

    /** Whether it is meant to run. */
    boolean isWanted() {
        return wanted;
    }

    /** Whether a process or link of it is still there. */
    boolean isAlive() {
        return process != null || link != null;
    }

    Link link() {
        return link;
    }

    HandView view() {
        return new HandView(name(), process == null ? 0 : process.pid(), state, startedNanos, restartCount, lastExit);
    }

    /** Starts its process, now or as soon as its former one has ended. */
    void start() {
        wanted = true;
        if (isAlive()) {
            next = next == null ? settings : next;
            return;
        }
        if (!context.canLaunch(settings)) {
            LOG.log(Level.WARNING, "Hand {0} waits for a launcher named {1}", name(), settings.launcher());
            become(HandState.NEW, "no launcher named " + settings.launcher());
            return;
        }
        cause = "";
        killed = false;
        try {
            HandProcess started = context.launch(settings);
            process = started;
            startedNanos = System.nanoTime();
            become(HandState.SPAWNED, "process " + started.pid());
            deadline = context.later(context.registrationMillis(), this::notRegistered);
            started.onExit().whenComplete((status, failure) -> context.run(() -> exited(started, status)));
        } catch (IOException | RuntimeException e) {
            lastExit = "could not be started: " + e.getMessage();
            LOG.log(Level.ERROR, "Hand " + name() + " " + lastExit, e);
            become(HandState.LOST, lastExit);
            ended();
        }
    }

    /** Takes another configuration, ending and starting it where it runs, and with a clean record. */
    void reconfigure(HandSettings changed, boolean run) {
        stop("its configuration has changed");
        next = changed;
        wanted = run;
        if (!isAlive()) {
            ended();
        }
    }

    /** Ends it; it is not started again. */
    void stop(String reason) {
        wanted = false;
        next = null;
        switch (state) {
            case SPAWNED, REGISTERED, READY -> {
                cause = reason;
                become(HandState.STOPPING, reason);
                if (link != null && context.send(link, new Memo.End(HandTable.BOSS))) {
                    deadline = context.later(settings.stopMillis(), this::terminate);
                } else {
                    terminate();
                }
            }
            case NEW, RESTARTING -> become(HandState.EXITED, reason);
            default -> context.changed();
        }
    }

    private void terminate() {
        process.terminate();
        deadline = context.later(settings.terminateMillis(), this::kill);
    }

    private void kill() {
        if (process != null) {
            LOG.log(Level.WARNING, "Hand {0} gets SIGKILL: {1}", name(), cause);
            process.kill();
        }
    }

    /** A link has proved that it is this hand's; false if there is no use for it. */
    boolean opened(Link opened) {
        if (state != HandState.SPAWNED || link != null) {
            return false;
        }
        link = opened;
        return true;
    }

    void registered(Memo.Reg reg) {
        if (state == HandState.STOPPING) {
            context.send(link, new Memo.End(HandTable.BOSS));
            return;
        }
        context.send(link, new Memo.Ack(HandTable.BOSS, name(), context.enter(name())));
        if (bundles != null) {
            context.send(link, new Memo.Use(HandTable.BOSS, revision, bundles));
        }
        if (state == HandState.SPAWNED) {
            become(HandState.REGISTERED, "REG of " + reg.name());
            deadline = context.later(context.readyMillis(), this::notReady);
        } else {
            context.changed();
        }
    }

    /** What it is to run; sent now, or when it has registered. */
    void provide(List<BundleRef> refs) {
        if (refs.equals(bundles)) {
            return;
        }
        bundles = refs;
        revision++;
        if (state == HandState.REGISTERED || state == HandState.READY) {
            context.send(link, new Memo.Use(HandTable.BOSS, revision, bundles));
        }
    }

    void ready(Memo.Rdy rdy) {
        rdy.problems()
                .forEach((bundle, problem) ->
                        LOG.log(Level.WARNING, "Bundle {1} of hand {0} {2}", name(), bundle, problem));
        if (state == HandState.REGISTERED && rdy.revision() == revision) {
            restarts.ready(System.nanoTime());
            become(
                    HandState.READY,
                    rdy.problems().isEmpty()
                            ? "RDY"
                            : "RDY, with problems of "
                                    + String.join(", ", rdy.problems().keySet()));
        }
    }

    void closed(String reason) {
        link = null;
        if (process == null) {
            ended();
        } else if (state != HandState.STOPPING && state != HandState.LOST) {
            lost("its link was closed: " + reason, LINK_LOST_GRACE_MILLIS);
        }
    }

    private void notRegistered() {
        lost("it did not register within " + context.registrationMillis() + " ms", 0);
    }

    private void notReady() {
        lost("it was not ready within " + context.readyMillis() + " ms after it had registered", 0);
    }

    private void lost(String why, long graceMillis) {
        cause = why;
        become(HandState.LOST, why);
        deadline = context.later(graceMillis, () -> {
            killed = true;
            kill();
        });
    }

    private void exited(HandProcess which, Integer status) {
        if (which != process) {
            return;
        }
        process = null;
        String text = status == null ? "ended in an unknown way" : ExitText.of(status);
        lastExit = killed ? text + ": " + cause : text;
        if (state != HandState.STOPPING) {
            become(HandState.LOST, lastExit);
        }
        if (link == null) {
            ended();
        } else {
            Link left = link;
            cancelDeadline();
            deadline = context.later(LINK_DRAIN_MILLIS, left::beginClose);
        }
    }

    private void ended() {
        cancelDeadline();
        if (next != null) {
            settings = next;
            next = null;
            restarts = new RestartPolicy(settings.restart());
            become(HandState.EXITED, lastExit);
            if (wanted) {
                start();
            }
        } else if (!wanted) {
            become(HandState.EXITED, lastExit);
        } else {
            again();
        }
    }

    private void again() {
        OptionalLong delay = restarts.failed(System.nanoTime());
        if (delay.isEmpty()) {
            LOG.log(Level.ERROR, "Hand {0} is given up after {1}: {2}", name(), restarts, lastExit);
            become(HandState.EXITED, lastExit);
        } else {
            LOG.log(Level.WARNING, "Hand {0} starts again in {2} ms: {1}", name(), lastExit, delay.getAsLong());
            become(HandState.RESTARTING, lastExit);
            deadline = context.later(delay.getAsLong(), () -> {
                restartCount++;
                start();
            });
        }
    }

    /** The one door for a change of state. */
    private void become(HandState to, String reason) {
        cancelDeadline();
        LOG.log(Level.DEBUG, "Hand {0}: {1} > {2}: {3}", name(), state, to, reason);
        state = to;
        if (to != HandState.SPAWNED && to != HandState.REGISTERED && to != HandState.READY) {
            context.revoke(name());
            context.leave(name());
        }
        context.changed();
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }
}
