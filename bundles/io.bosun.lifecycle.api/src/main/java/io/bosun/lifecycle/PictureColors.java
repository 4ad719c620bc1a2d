// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

/** The colours of pictures: what is told by one is told by a shape or a dash, too. */
final class PictureColors {
    static final String PAPER = "#ffffff";
    static final String BOX = "#f4f6f8";
    static final String LINE = "#44505c";
    static final String TEXT = "#1c2530";
    static final String ERROR = "#b3261e";
    static final String ERROR_BOX = "#fdf1f0";
    static final String MARK = "#1f5fa8";
    static final String MARK_TEXT = "#ffffff";

    private PictureColors() {}
}
