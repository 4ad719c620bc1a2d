// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.AsyncCommandHandler;
import io.bosun.command.Command;
import io.bosun.command.CommandHandler;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.Envelope;
import io.bosun.transport.UnencodableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One handler at work. Its berth's thread runs it; another thread retires it. The handler's object is got at its first
 * command, so that a delayed component stays delayed until then.
 *
 * <pre>
 *   IDLE --- run ---> RUNNING --- end ---> IDLE
 *     |                  |
 *   retire             retire
 *     v                  v
 *   RETIRED <-- end -- RETIRING --- drain passed ---> INTERRUPTING ---> RETIRING
 * </pre>
 */
final class Handling {
    private static final Logger LOG = System.getLogger(Handling.class.getName());
    private static final long AFTER_INTERRUPT_MILLIS = 200;
    private static final int IDLE = 0;
    private static final int RUNNING = 1;
    private static final int RETIRING = 2;
    private static final int INTERRUPTING = 3;
    private static final int RETIRED = 4;

    private final Registration registration;
    private final Replies replies;
    private final AtomicInteger state = new AtomicInteger(IDLE);
    private final AtomicInteger unfinished = new AtomicInteger();
    private final CountDownLatch retired = new CountDownLatch(1);
    private Object handler;
    private volatile Thread runner;
    private volatile Envelope running;
    private volatile boolean interrupted;

    Handling(Registration registration, Replies replies) {
        this.registration = registration;
        this.replies = replies;
    }

    /** Stages that an asynchronous handler has not completed yet. */
    int unfinished() {
        return unfinished.get();
    }

    /**
     * Runs a command on the calling berth's thread.
     *
     * @return false if this handler is gone: then nothing has happened to the envelope
     */
    boolean run(Envelope envelope, String target) {
        if (!state.compareAndSet(IDLE, RUNNING)) {
            return false;
        }
        runner = Thread.currentThread();
        running = envelope;
        try {
            if (handler == null) {
                handler = registration.getService();
            }
            if (handler == null) {
                return false;
            }
            invoke(envelope, new HandlerContext(envelope, target));
            return true;
        } finally {
            running = null;
            finish();
        }
    }

    /**
     * Lets no further command in, waits for the running one up to a time, then interrupts it. Called by a handler that
     * retires itself, it does not wait.
     */
    void retire(long drainMillis) {
        while (!state.compareAndSet(RUNNING, RETIRING)) {
            if (state.compareAndSet(IDLE, RETIRED)) {
                release();
                return;
            }
            if (state.get() > RUNNING) {
                return;
            }
        }
        if (runner == Thread.currentThread() || await(drainMillis)) {
            return;
        }
        interrupt();
        if (!await(AFTER_INTERRUPT_MILLIS)) {
            Envelope stuck = running;
            if (stuck != null && stuck.fail(Reason.MAY_HAVE_RUN, true, null)) {
                LOG.log(Level.ERROR, "{0} ignores its interrupt and still runs {1}", registration, stuck);
            }
        }
    }

    private void interrupt() {
        if (state.compareAndSet(RETIRING, INTERRUPTING)) {
            interrupted = true;
            runner.interrupt();
            state.set(RETIRING);
        }
    }

    private void finish() {
        runner = null;
        if (state.compareAndSet(RUNNING, IDLE)) {
            return;
        }
        while (!state.compareAndSet(RETIRING, RETIRED)) {
            Thread.onSpinWait();
        }
        if (interrupted) {
            Thread.interrupted();
        }
        release();
    }

    private void release() {
        registration.ungetService();
        retired.countDown();
    }

    private boolean await(long millis) {
        try {
            return retired.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void invoke(Envelope envelope, HandlerContext context) {
        Object command;
        try {
            command = replies.fit(envelope.command(), registration.spec().type());
        } catch (UnencodableException e) {
            envelope.fail(Reason.UNENCODABLE, false, e);
            return;
        }
        try {
            call(envelope, (Command<?>) command, context);
        } catch (Throwable thrown) {
            threw(envelope, thrown);
        }
    }

    @SuppressWarnings("unchecked")
    private void call(Envelope envelope, Command<?> command, HandlerContext context) throws Exception {
        if (handler instanceof AsyncCommandHandler<?, ?> async) {
            begin(
                    envelope,
                    ((AsyncCommandHandler<Command<Object>, Object>) async).handle((Command<Object>) command, context));
        } else {
            envelope.complete(
                    ((CommandHandler<Command<Object>, Object>) handler).handle((Command<Object>) command, context));
        }
    }

    private void begin(Envelope envelope, CompletionStage<Object> stage) {
        unfinished.incrementAndGet();
        stage.whenComplete((reply, thrown) -> {
            unfinished.decrementAndGet();
            if (thrown == null) {
                envelope.complete(reply);
            } else {
                threw(envelope, thrown);
            }
        });
    }

    private void threw(Envelope envelope, Throwable thrown) {
        if (interrupted && thrown instanceof InterruptedException) {
            envelope.fail(Reason.MAY_HAVE_RUN, true, thrown);
        } else {
            envelope.fail(new HandlerFailedException(envelope.key(), thrown));
        }
    }
}
