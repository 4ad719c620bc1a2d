// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandException;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.Payload;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a boss gathered for a hand, as it goes over the link.
 *
 * @param satisfied whether there were as many answers as asked for
 * @param parts sorted by target and place
 */
record GatheredParts(boolean satisfied, List<Part> parts) {
    private static final int TEXT_CHARS = 4 * 1024;
    private static final int STACK_CHARS = 16 * 1024;

    /**
     * What became of it at one berth.
     *
     * @param key the command
     * @param reply encoded; null unless it answered with one
     * @param reason the name of the reason; null unless no answer came
     * @param failure the class name of what the handler threw; null unless it threw
     * @param text the message of the failure, or more about the reason
     * @param stack where the handler threw
     */
    record Part(
            String key,
            String target,
            String place,
            byte[] reply,
            String reason,
            String failure,
            String text,
            String stack) {
        /** The reply's payload, null, or {@link Failed}. */
        Object end() {
            if (failure != null) {
                return new Failed(new HandlerFailedException(key, failure, text, stack));
            }
            if (reason != null) {
                return new Failed(reasonOf(reason), text.isEmpty() ? null : new CommandException(text));
            }
            return reply == null ? null : new Payload(ByteBuffer.wrap(reply));
        }
    }

    /** Encodes each reply for itself, so that one that cannot be is missing alone. */
    static GatheredParts of(List<Gathering.Part> gathered, boolean satisfied, String key, Replies replies) {
        return new GatheredParts(
                satisfied, gathered.stream().map(each -> of(each, key, replies)).toList());
    }

    private static Part of(Gathering.Part part, String key, Replies replies) {
        Object end = part.end();
        if (end instanceof Failed failed) {
            return of(part, key, failed);
        }
        try {
            byte[] reply = end == null ? null : bytes(end instanceof Payload p ? p : replies.encode(end));
            return new Part(key, part.target, part.place, reply, null, null, "", "");
        } catch (Throwable unfit) {
            return of(part, key, new Failed(Reason.UNENCODABLE, unfit));
        }
    }

    private static Part of(Gathering.Part part, String key, Failed failed) {
        Throwable cause = failed.cause();
        if (failed.reason() != null) {
            return new Part(key, part.target, part.place, null, failed.reason().name(), null, message(cause), "");
        }
        HandlerFailedException thrown = (HandlerFailedException) cause;
        return new Part(
                key,
                part.target,
                part.place,
                null,
                null,
                thrown.failureType(),
                message(thrown.getCause() == null ? thrown : thrown.getCause()),
                thrown.getCause() == null ? thrown.remoteStack() : stack(thrown.getCause()));
    }

    /** A newer boss may know more reasons. */
    private static Reason reasonOf(String name) {
        return Stream.of(Reason.values())
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElse(Reason.REFUSED);
    }

    private static byte[] bytes(Payload payload) {
        byte[] copy = new byte[payload.length()];
        payload.bytes().duplicate().get(copy);
        return copy;
    }

    /** What was thrown is foreign code: its methods may throw in turn. */
    private static String message(Throwable thrown) {
        try {
            String text = thrown == null || thrown.getMessage() == null ? "" : thrown.getMessage();
            return text.length() <= TEXT_CHARS ? text : text.substring(0, TEXT_CHARS);
        } catch (RuntimeException | Error again) {
            return "(its message cannot be read: " + again.getClass().getName() + ")";
        }
    }

    private static String stack(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        try {
            for (StackTraceElement each : thrown.getStackTrace()) {
                if (text.length() < STACK_CHARS) {
                    text.append("\tat ").append(each).append('\n');
                }
            }
        } catch (RuntimeException | Error again) {
            text.append("(it cannot be read: ")
                    .append(again.getClass().getName())
                    .append(")\n");
        }
        return text.toString();
    }
}
