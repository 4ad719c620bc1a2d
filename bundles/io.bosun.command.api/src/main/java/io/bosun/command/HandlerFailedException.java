// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The handler threw. What it threw is the {@linkplain #getCause() cause} where the handler lives in this JVM; from
 * another process only its text travels, never its class.
 */
@ProviderType
public class HandlerFailedException extends CommandException {
    private static final long serialVersionUID = 1;

    private final String failureType;
    private final String remoteStack;

    /** The handler in this JVM threw. */
    public HandlerFailedException(String key, Throwable cause) {
        super(key + " failed: " + cause, cause);
        this.failureType = cause.getClass().getName();
        this.remoteStack = "";
    }

    /** A handler in another process threw. */
    public HandlerFailedException(String key, String failureType, String failureMessage, String remoteStack) {
        super(key + " failed: " + failureType + (failureMessage.isEmpty() ? "" : ": " + failureMessage));
        this.failureType = failureType;
        this.remoteStack = remoteStack;
    }

    /** The class name of what the handler threw; it may name a class that this JVM has not got. */
    public String failureType() {
        return failureType;
    }

    /** The stack trace in the other process, for people; empty where the handler lives in this JVM. */
    public String remoteStack() {
        return remoteStack;
    }
}
