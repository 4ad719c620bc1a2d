// SPDX-License-Identifier: Apache-2.0

package io.bosun.example.digest.shell;

import io.bosun.command.CommandBus;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.command.UndeliveredException;
import io.bosun.example.digest.Digest;
import io.bosun.example.digest.DigestFile;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;

/**
 * Asks for many files and hands the replies on in the order of asking. So many are under way at once, and some more
 * wait for an earlier one that takes longer; then asking waits. Closed early, it cancels what is still asked for. For
 * one thread.
 */
final class Round implements AutoCloseable {
    private static final int UNDER_WAY = 64;
    private static final int WAITING = 1024;

    /** With these, the next file would not fare better. */
    private static final Set<Reason> HOPELESS =
            Set.of(Reason.UNKNOWN_COMMAND, Reason.NO_HANDLER, Reason.SHUT_DOWN, Reason.REFUSED);

    private final CommandBus bus;
    private final Printer printer;
    private final Semaphore places = new Semaphore(UNDER_WAY);
    private final Deque<Asked> waiting = new ArrayDeque<>();

    Round(CommandBus bus, Printer printer) {
        this.bus = bus;
        this.printer = printer;
    }

    /** One file that was asked for. */
    private record Asked(byte[] name, CompletableFuture<Digest> reply) {}

    /** Asks for a file; waits while too many are under way. */
    void ask(URI uri, byte[] name) {
        try {
            makeRoom();
            if (!places.tryAcquire()) {
                printer.flush();
                places.acquire();
            }
            CompletableFuture<Digest> reply = bus.ask(new DigestFile(uri)).toCompletableFuture();
            reply.whenComplete((digest, failure) -> places.release());
            waiting.add(new Asked(name, reply));
        } catch (InterruptedException e) {
            throw cancelled(e);
        }
    }

    /** A failure that belongs at this place in the order. */
    void fail(byte[] name, String reason) {
        try {
            makeRoom();
            waiting.add(new Asked(name, CompletableFuture.failedFuture(new DigestFailedException(reason))));
        } catch (InterruptedException e) {
            throw cancelled(e);
        }
    }

    /** Waits for all replies. */
    void finish() {
        try {
            while (!waiting.isEmpty()) {
                printFirst();
            }
        } catch (InterruptedException e) {
            throw cancelled(e);
        }
    }

    private void makeRoom() throws InterruptedException {
        // Where replies are as fast as questions, nothing below would wait, and so notice it.
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        while (!waiting.isEmpty()
                && (waiting.size() >= WAITING || waiting.peek().reply().isDone())) {
            printFirst();
        }
    }

    private void printFirst() throws InterruptedException {
        if (!waiting.peek().reply().isDone()) {
            printer.flush();
        }
        Asked first = waiting.peek();
        try {
            Digest digest = first.reply().get();
            printer.result(digest.sha256(), first.name());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UndeliveredException u && HOPELESS.contains(u.reason())) {
                printer.finish();
                throw new DigestFailedException(
                        "digest: gave up after " + printer.printed() + " files: " + u.getMessage(), u);
            }
            printer.failure(first.name(), reason(e.getCause()));
        }
        waiting.remove();
    }

    @Override
    public void close() {
        waiting.forEach(asked -> asked.reply().cancel(true));
        waiting.clear();
    }

    private DigestFailedException cancelled(InterruptedException e) {
        return new DigestFailedException("digest: cancelled after " + printer.printed() + " files", e);
    }

    /** What the handler said, without the names of classes before it. */
    private static String reason(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof HandlerFailedException h) {
            int at = message.indexOf(h.failureType() + ": ");
            return at < 0 ? message : message.substring(at + h.failureType().length() + 2);
        }
        return message;
    }
}
