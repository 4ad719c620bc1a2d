// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Reason;
import io.bosun.command.UndeliveredException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** What several of these tests need. */
final class BusTests {
    private BusTests() {}

    /** Throws anything, declared or not. */
    @SuppressWarnings("unchecked")
    static <T extends Throwable> RuntimeException sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /** Waits for a reply. */
    static <R> R reply(CompletionStage<R> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Waits for the exception. */
    static Throwable failure(CompletionStage<?> stage) throws Exception {
        try {
            throw new AssertionError("replied " + reply(stage));
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    /** Waits for the reason why there is no reply. */
    static Reason reason(CompletionStage<?> stage) throws Exception {
        return ((UndeliveredException) failure(stage)).reason();
    }
}
