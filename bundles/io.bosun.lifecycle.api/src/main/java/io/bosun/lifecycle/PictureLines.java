// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import io.bosun.lifecycle.PictureLayers.Cell;
import io.bosun.lifecycle.PictureLayers.Strand;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The lines of edges around boxes, as paths of SVG. Each leaves and enters at a right angle, at a place of its own. */
final class PictureLines {
    static final double HEAD = 8;
    private static final double PORT_GAP = 14;
    private static final double CORNER = 10;
    private static final double BOW = 30;
    private static final double LOOP = 20;

    private final PictureLayers layers;
    private final double[] widths;
    private final double boxHeight;
    private final double layerHeight;
    private final Map<End, Double> ports = new HashMap<>();

    /** One end of a strand. */
    private record End(Strand strand, boolean atFirst) {
        Cell box() {
            return atFirst ? strand.first() : strand.last();
        }

        /** Where the line comes from. */
        Cell next() {
            List<Cell> cells = strand.cells();
            return cells.get(atFirst ? 1 : cells.size() - 2);
        }
    }

    private record Point(double x, double y) {}

    /** A path and the tip of its arrow, both as SVG has them. */
    record Line(String path, String head) {}

    PictureLines(PictureLayers layers, double[] widths, double boxHeight, double layerHeight) {
        this.layers = layers;
        this.widths = widths;
        this.boxHeight = boxHeight;
        this.layerHeight = layerHeight;
        for (List<Cell> layer : layers.layers()) {
            for (Cell cell : layer) {
                if (!cell.isBend()) {
                    place(ends(cell, true), cell);
                    place(ends(cell, false), cell);
                }
            }
        }
    }

    double top(Cell cell) {
        return cell.layer * layerHeight;
    }

    private double bottom(Cell cell) {
        return top(cell) + boxHeight;
    }

    /** From a state to itself, on its right; on its left, if a failure takes it. */
    Line loop(Cell cell, boolean error) {
        int right = error ? -1 : 1;
        double x = cell.x + right * widths[cell.state] / 2;
        double y = top(cell) + boxHeight / 2;
        double bend = x + right * LOOP * 1.3;
        return new Line(
                "M" + at(x, y - 7) + " C" + at(bend, y - 14) + " " + at(bend, y + 14) + " "
                        + at(x + right * (HEAD - 1), y + 7),
                head(x, y + 7, -right, 0));
    }

    /** How far a loop goes beyond its box. */
    static double loopWidth() {
        return LOOP + 2;
    }

    Line line(Strand strand) {
        if (strand.isFlat()) {
            return isClear(strand) ? across(strand) : below(strand);
        }
        List<Point> points = new ArrayList<>();
        List<Cell> cells = strand.cells();
        points.add(new Point(ports.get(new End(strand, true)), bottom(strand.first())));
        for (Cell bend : cells.subList(1, cells.size() - 1)) {
            points.add(new Point(bend.x, top(bend)));
            points.add(new Point(bend.x, bottom(bend)));
        }
        points.add(new Point(ports.get(new End(strand, false)), top(strand.last())));
        if (strand.arrow().isBack()) {
            Collections.reverse(points);
        }
        return curve(points, strand.arrow().isBack() ? -1 : 1);
    }

    private static Line curve(List<Point> points, int down) {
        StringBuilder path = new StringBuilder("M").append(at(points.get(0)));
        for (int i = 1; i < points.size(); i++) {
            Point from = points.get(i - 1);
            Point to = points.get(i);
            Point end = i == points.size() - 1 ? new Point(to.x(), to.y() - down * (HEAD - 1)) : to;
            if (Math.abs(from.x() - to.x()) < 0.5) {
                path.append(" L").append(at(end));
            } else {
                double middle = (from.y() + to.y()) / 2;
                path.append(" C").append(at(from.x(), middle)).append(' ');
                path.append(at(to.x(), middle)).append(' ').append(at(end));
            }
        }
        Point tip = points.get(points.size() - 1);
        return new Line(path.toString(), head(tip.x(), tip.y(), 0, down));
    }

    /** Whether no box stands between two that are side by side. */
    private boolean isClear(Strand strand) {
        int first = Math.min(strand.first().place, strand.last().place);
        int last = Math.max(strand.first().place, strand.last().place);
        return layers.layers().get(strand.first().layer).subList(first + 1, last).stream()
                .allMatch(Cell::isBend);
    }

    private Line across(Strand strand) {
        List<Strand> same = layers.strands().stream()
                .filter(each -> each.first() == strand.first() && each.last() == strand.last())
                .toList();
        double y = top(strand.first()) + boxHeight / 2 + (same.indexOf(strand) - (same.size() - 1) / 2.0) * CORNER;
        Cell from = strand.arrow().isBack() ? strand.last() : strand.first();
        Cell to = strand.arrow().isBack() ? strand.first() : strand.last();
        int right = from.place < to.place ? 1 : -1;
        double begin = from.x + right * widths[from.state] / 2;
        double tip = to.x - right * widths[to.state] / 2;
        return new Line("M" + at(begin, y) + " L" + at(tip - right * (HEAD - 1), y), head(tip, y, right, 0));
    }

    private Line below(Strand strand) {
        boolean back = strand.arrow().isBack();
        double from = ports.get(new End(strand, !back));
        double to = ports.get(new End(strand, back));
        double y = bottom(strand.first());
        return new Line(
                "M" + at(from, y) + " C" + at(from, y + BOW) + " " + at(to, y + BOW) + " " + at(to, y + HEAD - 1),
                head(to, y, 0, -1));
    }

    /** What leaves or enters a box on one side, from left to right. */
    private List<End> ends(Cell box, boolean below) {
        List<End> ends = new ArrayList<>();
        for (Strand strand : layers.strands()) {
            if (strand.isFlat() && (isClear(strand) || !below)) {
                continue;
            }
            if (strand.first() == box && (below || strand.isFlat())) {
                ends.add(new End(strand, true));
            }
            if (strand.last() == box && (!below || strand.isFlat())) {
                ends.add(new End(strand, false));
            }
        }
        ends.sort(Comparator.comparingDouble(end -> end.next().x));
        return ends;
    }

    private void place(List<End> ends, Cell box) {
        if (ends.isEmpty()) {
            return;
        }
        double left = box.x - widths[box.state] / 2 + CORNER;
        double right = box.x + widths[box.state] / 2 - CORNER;
        double gap = Math.min(PORT_GAP, (right - left) / Math.max(1, ends.size() - 1));
        PictureSpread spread = new PictureSpread();
        for (End end : ends) {
            spread.next(gap);
            spread.pull(
                    Math.max(left, Math.min(right, end.next().x)), end.strand().weight());
        }
        double[] places = spread.places();
        for (int i = 0; i < places.length; i++) {
            double least = left + i * gap;
            double most = right - (places.length - 1 - i) * gap;
            ports.put(ends.get(i), Math.max(least, Math.min(most, places[i])));
        }
    }

    /** A triangle whose tip is there, pointing that way. */
    private static String head(double x, double y, int right, int down) {
        double back = HEAD;
        double side = HEAD * 0.45;
        return at(x, y)
                + " " + at(x - right * back - down * side, y - down * back - right * side)
                + " " + at(x - right * back + down * side, y - down * back + right * side);
    }

    private static String at(Point point) {
        return at(point.x(), point.y());
    }

    private static String at(double x, double y) {
        return number(x) + "," + number(y);
    }

    /** With one decimal at most, in any locale. */
    static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        String shorter = text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
        return shorter.equals("-0") ? "0" : shorter;
    }
}
