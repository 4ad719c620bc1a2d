// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport;

import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import java.util.function.Consumer;

/**
 * Work that is given as it runs an envelope. A loose command is offered with its {@link AskedEnvelope} for a route: so
 * that one says how it ended.
 */
public final class AskedWork implements BerthWork {
    private final Consumer<Envelope> work;

    public AskedWork(Consumer<Envelope> work) {
        this.work = work;
    }

    /** Offers the command of an envelope without it. */
    public static boolean offerLoose(LocalBerth berth, AskedEnvelope asked) {
        return berth.offerLoose(asked.command(), asked, asked.deadlineNanos());
    }

    @Override
    public void run(Envelope envelope) {
        work.accept(envelope);
    }

    @Override
    public void run(Object command, Object route, long deadlineNanos) {
        work.accept(asked(command, route, deadlineNanos));
    }

    @Override
    public void fail(Object command, Object route, long deadlineNanos, Reason reason) {
        end(asked(command, route, deadlineNanos).fail(reason, false, null));
    }

    @Override
    public void threw(Object command, Object route, long deadlineNanos, Throwable thrown) {
        AskedEnvelope asked = asked(command, route, deadlineNanos);
        end(asked.fail(new HandlerFailedException(asked.key(), thrown)));
    }

    @Override
    public void rest() {}

    private static AskedEnvelope asked(Object command, Object route, long deadlineNanos) {
        AskedEnvelope asked = (AskedEnvelope) route;
        if (asked.command() != command || asked.deadlineNanos() != deadlineNanos) {
            throw new IllegalStateException(asked + " came as " + command + " until " + deadlineNanos);
        }
        return asked;
    }

    private static void end(boolean ended) {
        if (!ended) {
            throw new IllegalStateException("Ended twice");
        }
    }
}
