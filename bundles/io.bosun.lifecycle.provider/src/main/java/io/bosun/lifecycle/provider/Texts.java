// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.ChannelFailures;

/** Failures as texts, whatever their own methods do. */
final class Texts {
    private static final int LONGEST = 500;

    private Texts() {}

    /** Returns it in one line that is not too long. */
    static String line(Throwable failure) {
        String text;
        try {
            text = failure instanceof ChannelFailures ? failure.getMessage() : failure.toString();
        } catch (RuntimeException | Error e) {
            text = failure.getClass().getName();
        }
        String line = String.valueOf(text).strip().replaceAll("\\R", "; ");
        return cut(line);
    }

    /** Returns what an object calls itself, or else its class and a number. */
    static String own(Object object) {
        try {
            return cut(object.toString());
        } catch (RuntimeException | Error e) {
            return object.getClass().getName() + "@";
        }
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }

    /** Returns the stack of a thread, each frame on a line of its own that begins with a line break. */
    static String stack(Thread thread) {
        StringBuilder text = new StringBuilder();
        for (StackTraceElement frame : thread.getStackTrace()) {
            text.append("\n    at ").append(frame);
        }
        return text.toString();
    }
}
