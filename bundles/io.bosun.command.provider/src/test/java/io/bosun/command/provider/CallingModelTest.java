// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.HandlerFailedException;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The end of a call, which several threads may bring at once: what the caller sees is the first, for ever. */
public class CallingModelTest {
    private final Calling calling = new Calling();

    @Operation
    public void reply() {
        calling.replied(null, "reply");
    }

    @Operation
    public void replyNothing() {
        calling.replied(null, null);
    }

    @Operation
    public void fail() {
        calling.threw(null, new HandlerFailedException("a/1", "Failure", "", ""));
    }

    @Operation
    public boolean isDone() {
        return calling.isDone();
    }

    @Operation
    public String end() {
        Object end = calling.get();
        return end == null ? "none" : end.toString();
    }

    @Test
    @DisplayName("Promise 1: a call has one end")
    void shouldKeepItsFirstEnd() {
        Models.check(CallingModelTest.class, 5);
    }
}
