// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.router;

import io.bosun.command.CommandException;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.Envelope;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The body of a FAILURE frame: the handler threw, or no handler answered. Of a failure only text travels, no object.
 *
 * @param reason null where the handler threw
 * @param type class name of what the handler threw
 * @param text its message, or more about the reason
 */
record FailureBody(Reason reason, boolean mayHaveRun, String type, String text, String stack) {
    private static final int THREW = 0;
    private static final int GIVEN_UP = 1;
    private static final int NAME_CHARS = 1000;
    private static final int TEXT_CHARS = 4 * 1024;
    private static final int STACK_CHARS = 16 * 1024;
    private static final int MAX_CAUSES = 8;

    static ByteBuffer encode(Reason reason, boolean mayHaveRun, Throwable cause) {
        return new BodyWriter(256)
                .u8(GIVEN_UP)
                .text(reason.name(), "reason")
                .u8(mayHaveRun ? 1 : 0)
                .text(cut(cause == null ? "" : message(cause), TEXT_CHARS), "detail")
                .toBody();
    }

    static ByteBuffer encode(String key, HandlerFailedException failure, boolean withStack) {
        Throwable cause = failure.getCause();
        String text = cause == null ? remoteMessage(key, failure) : message(cause);
        String stack = cause == null ? failure.remoteStack() : stack(cause);
        return new BodyWriter(4096)
                .u8(THREW)
                .text(cut(failure.failureType(), NAME_CHARS), "type")
                .text(cut(text, TEXT_CHARS), "message")
                .text(withStack ? cut(stack, STACK_CHARS) : "", "stack")
                .toBody();
    }

    static FailureBody decode(ByteBuffer body) {
        BodyReader in = new BodyReader(body);
        FailureBody read = switch (in.u8("kind of failure")) {
            case THREW -> new FailureBody(null, true, in.text("type"), in.text("message"), in.text("stack"));
            case GIVEN_UP -> givenUp(in.text("reason"), in.u8("may have run") != 0, in.text("detail"));
            default -> throw new IllegalArgumentException("unknown kind of failure");
        };
        in.end("failure");
        return read;
    }

    /** Ends an envelope with this failure; false if it had ended before. */
    boolean end(Envelope envelope) {
        return reason == null
                ? envelope.fail(new HandlerFailedException(envelope.key(), type, text, stack))
                : envelope.fail(reason, mayHaveRun, text.isEmpty() ? null : new CommandException(text));
    }

    /** A newer peer may have more reasons. */
    private static FailureBody givenUp(String name, boolean mayHaveRun, String detail) {
        return Arrays.stream(Reason.values())
                .filter(each -> each.name().equals(name))
                .findFirst()
                .map(reason -> new FailureBody(reason, mayHaveRun, "", detail, ""))
                .orElseGet(() -> new FailureBody(Reason.REFUSED, mayHaveRun, "", name + ": " + detail, ""));
    }

    /** The message of a failure that came from a third process: {@link HandlerFailedException} puts more before it. */
    private static String remoteMessage(String key, HandlerFailedException failure) {
        String prefix = key + " failed: " + failure.failureType();
        String message = failure.getMessage();
        if (!message.startsWith(prefix)) {
            return message;
        }
        String rest = message.substring(prefix.length());
        return rest.startsWith(": ") ? rest.substring(2) : rest;
    }

    /** What was thrown is foreign code, too: its methods may throw in turn. */
    private static String message(Throwable thrown) {
        try {
            String message = thrown.getMessage();
            return message == null ? "" : message;
        } catch (RuntimeException | Error again) {
            return "(its message cannot be read: " + again.getClass().getName() + ")";
        }
    }

    private static String stack(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        Throwable each = thrown;
        try {
            for (int i = 0; each != null && i < MAX_CAUSES; i++) {
                text.append(i == 0 ? "" : "Caused by: ").append(each.getClass().getName());
                text.append(": ").append(cut(message(each), TEXT_CHARS)).append('\n');
                StackTraceElement[] frames = each.getStackTrace();
                for (int f = 0; f < frames.length && text.length() < STACK_CHARS; f++) {
                    text.append("\tat ").append(frames[f]).append('\n');
                }
                each = each.getCause();
            }
        } catch (RuntimeException | Error again) {
            text.append("(the rest cannot be read: ")
                    .append(again.getClass().getName())
                    .append(")\n");
        }
        return text.toString();
    }

    private static String cut(String text, int chars) {
        return text.length() <= chars ? text : text.substring(0, chars - 3) + "...";
    }
}
