// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import io.bosun.lifecycle.PictureLayers.Cell;
import io.bosun.lifecycle.PictureLayers.Strand;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gives each cell its place from left to right, so that edges are straight where they can be. */
final class PictureColumns {
    private static final int ROUNDS = 20;

    private final PictureLayers layers;
    private final Map<Cell, List<Pull>> above = new HashMap<>();
    private final Map<Cell, List<Pull>> below = new HashMap<>();

    /** How much a cell wants to stand below or above another. */
    private record Pull(Cell to, int weight) {}

    private PictureColumns(PictureLayers layers) {
        this.layers = layers;
        for (Strand strand : layers.strands()) {
            for (int i = 1; i < strand.cells().size(); i++) {
                Cell upper = strand.cells().get(i - 1);
                Cell lower = strand.cells().get(i);
                int weight = strand.weight() * (upper.isBend() && lower.isBend() ? 3 : 1);
                if (!strand.isFlat()) {
                    below.computeIfAbsent(upper, absent -> new ArrayList<>()).add(new Pull(lower, weight));
                    above.computeIfAbsent(lower, absent -> new ArrayList<>()).add(new Pull(upper, weight));
                }
            }
        }
    }

    /** Sets the middle of each cell. */
    static void arrange(PictureLayers layers, double boxGap, double bendGap) {
        PictureColumns columns = new PictureColumns(layers);
        List<List<Cell>> rows = layers.layers();
        rows.forEach(row -> columns.place(row, List.of(), boxGap, bendGap));
        for (int round = 0; round < ROUNDS; round++) {
            for (List<Cell> row : rows) {
                columns.place(row, List.of(columns.above), boxGap, bendGap);
            }
            for (int i = rows.size() - 1; i >= 0; i--) {
                columns.place(rows.get(i), List.of(columns.below), boxGap, bendGap);
            }
            for (List<Cell> row : rows) {
                columns.place(row, List.of(columns.above, columns.below), boxGap, bendGap);
            }
        }
        close(rows, boxGap);
    }

    /** Takes the room out that no cell of any layer needs; the leftmost begins at 0. */
    private static void close(List<List<Cell>> rows, double gap) {
        List<Cell> cells = rows.stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparingDouble(Cell::left))
                .toList();
        double shift = cells.isEmpty() ? 0 : cells.get(0).left();
        double end = shift;
        for (Cell cell : cells) {
            shift += Math.max(0, cell.left() - end - gap);
            end = Math.max(end, cell.left() + cell.width);
            cell.x -= shift;
        }
    }

    private void place(List<Cell> row, List<Map<Cell, List<Pull>>> sides, double boxGap, double bendGap) {
        PictureSpread spread = new PictureSpread();
        for (int i = 0; i < row.size(); i++) {
            Cell cell = row.get(i);
            double gap = 0;
            if (i > 0) {
                Cell before = row.get(i - 1);
                gap = (before.width + cell.width) / 2 + (before.isBend() || cell.isBend() ? bendGap : boxGap);
            }
            spread.next(gap);
            spread.pull(cell.x, 0.01);
            for (Map<Cell, List<Pull>> side : sides) {
                side.getOrDefault(cell, List.of()).forEach(pull -> spread.pull(pull.to().x, pull.weight()));
            }
        }
        double[] places = spread.places();
        for (int i = 0; i < places.length; i++) {
            row.get(i).x = places[i];
        }
    }
}
