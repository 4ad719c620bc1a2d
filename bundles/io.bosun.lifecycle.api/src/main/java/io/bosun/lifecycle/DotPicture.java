// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import io.bosun.lifecycle.PictureGraph.Arrow;

/** The language of Graphviz. */
final class DotPicture {
    private final PictureGraph graph;

    DotPicture(PictureGraph graph) {
        this.graph = graph;
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder("digraph states {\n");
        out.append("  node [shape=box, style=\"rounded,filled\", fillcolor=\"").append(PictureColors.BOX);
        out.append("\", color=\"").append(PictureColors.LINE).append("\"];\n");
        out.append("  edge [color=\"").append(PictureColors.LINE).append("\"];\n");
        for (int state = 0; state < graph.size(); state++) {
            out.append("  ").append(id(state)).append(attributes(state)).append(";\n");
        }
        for (Arrow arrow : graph.arrows()) {
            out.append("  ").append(id(arrow.from())).append(" -> ").append(id(arrow.to()));
            out.append(arrow.error() ? " [style=dashed, color=\"" + PictureColors.ERROR + "\"];\n" : ";\n");
        }
        return out.append("}\n").toString();
    }

    private String id(int state) {
        return "\"" + PictureText.dot(graph.name(state)) + "\"";
    }

    private String attributes(int state) {
        // A label has escapes and entities of its own.
        String label = PictureText.dot(graph.name(state)).replace("&", "&amp;");
        return " [label=\"" + label + "\""
                + (graph.isCurrent(state)
                        ? ", fillcolor=\"" + PictureColors.MARK + "\", fontcolor=\"" + PictureColors.MARK_TEXT + "\"]"
                        : "]");
    }
}
