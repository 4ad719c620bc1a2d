// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.startlevel.FrameworkStartLevel;

/** One change of the framework's start level, from the request to the framework's answer. */
final class StartLevelChange implements FrameworkListener, SynchronousBundleListener, AutoCloseable {
    private static final int PROBLEMS = 100;
    private static final long LAST_EVENTS_SECONDS = 1;

    private final BundleContext context;
    private final FrameworkStartLevel framework;
    private final int level;
    private final CountDownLatch answered = new CountDownLatch(1);
    private final CountDownLatch told = new CountDownLatch(1);
    private final Queue<String> problems = new LinkedBlockingQueue<>(PROBLEMS);
    private volatile Throwable refusal;

    private StartLevelChange(BundleContext context, int level) {
        this.context = context;
        this.framework = systemBundle(context).adapt(FrameworkStartLevel.class);
        this.level = level;
    }

    /**
     * Changes the level, and waits for the answer; not on a thread of the framework.
     *
     * @return which bundles had an error meanwhile, one line each
     * @throws IllegalStateException if the framework refuses, or does not answer in time
     */
    static List<String> to(int level, BundleContext context, long timeoutMillis) throws InterruptedException {
        try (StartLevelChange change = new StartLevelChange(context, level)) {
            return change.run(timeoutMillis);
        }
    }

    static boolean isStopping(BundleContext context) {
        return (systemBundle(context).getState() & (Bundle.STARTING | Bundle.ACTIVE)) == 0;
    }

    private static Bundle systemBundle(BundleContext context) {
        return context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
    }

    private List<String> run(long timeoutMillis) throws InterruptedException {
        context.addBundleListener(this);
        context.addFrameworkListener(this);
        if (isStopping(context)) {
            return List.of();
        }
        framework.setStartLevel(level, this::answer);
        if (!answered.await(timeoutMillis, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("The framework is at start level " + framework.getStartLevel() + ", not "
                    + level + ", after " + timeoutMillis
                    + " ms: see which bundle takes so long to start or stop, or raise timeoutMillis");
        }
        if (refusal != null) {
            throw new IllegalStateException("The framework does not go to start level " + level, refusal);
        }
        if (!isStopping(context)) {
            // The answer may come before the events, which have a thread of their own.
            told.await(LAST_EVENTS_SECONDS, TimeUnit.SECONDS);
        }
        return List.copyOf(problems);
    }

    @Override
    public void close() {
        context.removeFrameworkListener(this);
        context.removeBundleListener(this);
    }

    private void answer(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.ERROR) {
            refusal = event.getThrowable();
        }
        answered.countDown();
    }

    @Override
    public void frameworkEvent(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.ERROR) {
            problems.offer(text(event));
        } else if (event.getType() == FrameworkEvent.STARTLEVEL_CHANGED) {
            told.countDown();
        } else if (event.getType() == FrameworkEvent.STARTED && framework.getStartLevel() == level) {
            // A framework that is still starting changes its level without an answer.
            answered.countDown();
            told.countDown();
        }
    }

    /** A framework that stops gives no answer either. */
    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.STOPPING && event.getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
            answered.countDown();
        }
    }

    private static String text(FrameworkEvent event) {
        Bundle bundle = event.getBundle();
        Throwable thrown = event.getThrowable();
        Throwable cause = thrown == null ? null : thrown.getCause();
        return bundle.getSymbolicName() + " " + bundle.getVersion() + ": " + thrown
                + (cause == null ? "" : " (" + cause + ")");
    }
}
