// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import io.bosun.lifecycle.PictureGraph.Arrow;
import io.bosun.lifecycle.PictureLayers.Cell;
import io.bosun.lifecycle.PictureLayers.Strand;
import io.bosun.lifecycle.PictureLines.Line;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Boxes in layers, with lines between them. */
final class SvgPicture {
    private static final double MARGIN = 24;
    private static final double BOX_HEIGHT = 34;
    private static final double LAYER_HEIGHT = 78;
    private static final double BOX_GAP = 44;
    private static final double BEND_GAP = 18;
    private static final double COLUMN = 7.9;
    private static final double PADDING = 16;
    private static final double LEAST_WIDTH = 76;

    private final PictureGraph graph;
    private final double[] widths;
    private final PictureLayers layers;
    private final PictureLines lines;
    private final StringBuilder out = new StringBuilder();

    SvgPicture(PictureGraph graph) {
        this.graph = graph;
        this.widths = IntStream.range(0, graph.size())
                .mapToDouble(
                        state -> Math.max(LEAST_WIDTH, COLUMN * PictureText.columns(graph.name(state)) + 2 * PADDING))
                .toArray();
        this.layers = new PictureLayers(
                graph, IntStream.range(0, graph.size()).mapToDouble(this::room).toArray());
        PictureRows.arrange(layers.layers());
        PictureColumns.arrange(layers, BOX_GAP, BEND_GAP);
        this.lines = new PictureLines(layers, widths, BOX_HEIGHT, LAYER_HEIGHT);
    }

    private double room(int state) {
        return widths[state] + (hasLoop(state) ? 2 * PictureLines.loopWidth() : 0);
    }

    private boolean hasLoop(int state) {
        return graph.arrows().stream().anyMatch(arrow -> arrow.isLoop() && arrow.from() == state);
    }

    @Override
    public String toString() {
        List<Cell> cells = layers.layers().stream().flatMap(List::stream).toList();
        double left = cells.stream().mapToDouble(Cell::left).min().orElse(0) - MARGIN;
        double right = cells.stream()
                        .mapToDouble(cell -> cell.left() + cell.width)
                        .max()
                        .orElse(0)
                + MARGIN;
        double height = Math.max(0, layers.layers().size() - 1) * LAYER_HEIGHT + BOX_HEIGHT + 2 * MARGIN;
        String box = PictureLines.number(left) + " " + PictureLines.number(-MARGIN) + " "
                + PictureLines.number(right - left) + " " + PictureLines.number(height);
        line("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"" + PictureLines.number(right - left)
                + "\" height=\"" + PictureLines.number(height) + "\" viewBox=\"" + box + "\">");
        line("<title>" + PictureText.xml(title()) + "</title>");
        line("<desc>" + PictureText.xml(description()) + "</desc>");
        line("<rect x=\"" + PictureLines.number(left) + "\" y=\"" + PictureLines.number(-MARGIN) + "\" width=\""
                + PictureLines.number(right - left) + "\" height=\"" + PictureLines.number(height)
                + "\" rx=\"8\" fill=\"" + PictureColors.PAPER + "\"/>");
        edges(true, "class=\"errors\" stroke-dasharray=\"5 4\"", PictureColors.ERROR);
        edges(false, "class=\"edges\"", PictureColors.LINE);
        states();
        line("</svg>");
        return out.toString();
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private void edges(boolean errors, String attributes, String color) {
        line("<g " + attributes + " fill=\"none\" stroke=\"" + color + "\" stroke-width=\"1.6\">");
        for (Strand strand : layers.strands()) {
            if (strand.arrow().error() == errors) {
                edge(strand.arrow(), lines.line(strand), color);
            }
        }
        for (Arrow arrow : graph.arrows()) {
            if (arrow.isLoop() && arrow.error() == errors) {
                edge(arrow, lines.loop(layers.state(arrow.from()), errors), color);
            }
        }
        line("</g>");
    }

    private void edge(Arrow arrow, Line drawn, String color) {
        line("<g><title>"
                + PictureText.xml(
                        graph.name(arrow.from()) + (arrow.error() ? " fails to " : " to ") + graph.name(arrow.to()))
                + "</title><path d=\"" + drawn.path() + "\"/><polygon points=\""
                + drawn.head() + "\" fill=\"" + color + "\" stroke=\"none\"/></g>");
    }

    private void states() {
        line("<g class=\"states\" font-family=\"ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace\""
                + " font-size=\"13\" text-anchor=\"middle\">");
        for (int state = 0; state < graph.size(); state++) {
            state(state, layers.state(state));
        }
        line("</g>");
    }

    private void state(int state, Cell cell) {
        boolean marked = graph.isCurrent(state);
        boolean error = graph.arrows().stream().anyMatch(arrow -> arrow.error() && arrow.to() == state);
        String line = error ? PictureColors.ERROR : PictureColors.LINE;
        String fill = error ? PictureColors.ERROR_BOX : PictureColors.BOX;
        line("<g class=\"state" + (marked ? " current" : "") + "\"><rect x=\""
                + PictureLines.number(cell.x - widths[state] / 2)
                + "\" y=\"" + PictureLines.number(lines.top(cell)) + "\" width=\"" + PictureLines.number(widths[state])
                + "\" height=\""
                + PictureLines.number(BOX_HEIGHT) + "\" rx=\"7\" fill=\"" + (marked ? PictureColors.MARK : fill)
                + "\" stroke=\""
                + (marked ? PictureColors.MARK : line) + "\" stroke-width=\"1.6\"/><text x=\""
                + PictureLines.number(cell.x)
                + "\" y=\"" + PictureLines.number(lines.top(cell) + BOX_HEIGHT / 2 + 4.5) + "\" fill=\""
                + (marked ? PictureColors.MARK_TEXT + "\" font-weight=\"bold" : PictureColors.TEXT) + "\">"
                + PictureText.xml(graph.name(state)) + "</text></g>");
    }

    private String title() {
        return graph.hasCurrent() ? "States, in " + graph.current() : "States";
    }

    private String description() {
        return IntStream.range(0, graph.size()).mapToObj(this::sentence).collect(Collectors.joining(" "));
    }

    private String sentence(int state) {
        String ways = targets(state, false);
        String errors = targets(state, true);
        return graph.name(state)
                + (ways.isEmpty() ? " leads nowhere" : " leads to " + ways)
                + (errors.isEmpty() ? "." : "; where it fails, to " + errors + ".");
    }

    private String targets(int state, boolean errors) {
        return graph.arrows().stream()
                .filter(arrow -> arrow.from() == state && arrow.error() == errors)
                .map(arrow -> graph.name(arrow.to()))
                .collect(Collectors.joining(", "));
    }
}
