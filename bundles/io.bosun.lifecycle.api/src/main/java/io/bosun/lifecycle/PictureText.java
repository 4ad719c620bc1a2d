// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import java.util.Set;

/** Names as the formats of a picture need them. */
final class PictureText {
    private static final int REPLACEMENT = 0xFFFD;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private PictureText() {}

    /** Without what no format carries: controls, halves of characters, and what is none. Never one that is taken. */
    static String clean(String name, Set<String> taken) {
        StringBuilder clean = new StringBuilder(name.length());
        name.codePoints().map(each -> isShown(each) ? each : REPLACEMENT).forEach(clean::appendCodePoint);
        while (!taken.add(clean.toString())) {
            clean.appendCodePoint(REPLACEMENT);
        }
        return clean.toString();
    }

    private static boolean isShown(int character) {
        int type = Character.getType(character);
        return type != Character.CONTROL
                && (type != Character.FORMAT || character == ZERO_WIDTH_JOINER)
                && type != Character.SURROGATE
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR
                && (character & 0xFFFE) != 0xFFFE;
    }

    /** How many columns of a fixed font it takes, about. */
    static int columns(String name) {
        return name.codePoints().map(PictureText::columns).sum();
    }

    private static int columns(int character) {
        int type = Character.getType(character);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        return Character.isIdeographic(character)
                        || character >= 0x1100 && character <= 0x115F
                        || character >= 0x3000 && character <= 0x30FF
                        || character >= 0xAC00 && character <= 0xD7A3
                        || character >= 0xFF00 && character <= 0xFF60
                        || character >= 0x1F300
                ? 2
                : 1;
    }

    /** For the text and the attributes of XML. */
    static String xml(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** For a quoted string of Graphviz. */
    static String dot(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
