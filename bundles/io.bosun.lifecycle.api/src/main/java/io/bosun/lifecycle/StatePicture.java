// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A {@link StateGraph} to look at, with one state marked. The same graph always gives the same picture. Characters that
 * a format cannot carry are shown as U+FFFD. Immutable.
 */
@ProviderType
public final class StatePicture {
    private final PictureGraph graph;

    StatePicture(PictureGraph graph) {
        this.graph = graph;
    }

    /**
     * Returns lines for a terminal, of ASCII but for the names, without a line feed at the end. The marked state stands
     * in brackets. Each state is a line of its own, its edges run beside it; where a failure leads stands at the end of
     * the line.
     */
    public String text() {
        return new TextPicture(graph).toString();
    }

    /** Returns the graph in the language of Graphviz. Edges to error states are dashed, the marked state is filled. */
    public String dot() {
        return new DotPicture(graph).toString();
    }

    /**
     * Returns a standalone SVG document, which loads nothing and runs nothing. Edges to error states are dashed, the
     * marked state is filled. Its description says the same in words.
     */
    public String svg() {
        return new SvgPicture(graph).toString();
    }
}
