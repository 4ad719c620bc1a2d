// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

/** What a dead letter says of foreign objects: their text, for they would hold the classes of their bundle. */
final class LetterText {
    static final int MOST_CHARS = 1_000;

    private LetterText() {}

    /** Never throws, whatever the object does. */
    static String of(Object any) {
        try {
            String text = any.toString();
            return text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS);
        } catch (Throwable thrown) {
            return any.getClass().getName() + ", whose toString failed with "
                    + thrown.getClass().getName();
        }
    }
}
