// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import io.bosun.lifecycle.PictureGraph.Arrow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * States in layers: each edge that does not lead back goes down, but one to an error state may stay in its layer. An
 * edge over several layers has a bend in each of those between.
 */
final class PictureLayers {
    private final List<List<Cell>> layers = new ArrayList<>();
    private final List<Cell> states = new ArrayList<>();
    private final List<Strand> strands = new ArrayList<>();
    private final Set<Integer> errors = new HashSet<>();

    /** Where a state stands, or where an edge passes. */
    static final class Cell {
        /** The number of the state, -1 for a bend. */
        final int state;

        /** Whether it is an error state, or a bend of an edge to one. */
        final boolean error;

        final int layer;
        final double width;
        final List<Cell> up = new ArrayList<>();
        final List<Cell> down = new ArrayList<>();
        final List<Cell> beside = new ArrayList<>();
        int place;
        double x;

        private Cell(int state, boolean error, int layer, double width) {
            this.state = state;
            this.error = error;
            this.layer = layer;
            this.width = width;
        }

        boolean isBend() {
            return state < 0;
        }

        double left() {
            return x - width / 2;
        }
    }

    /**
     * An edge with the cells on its way, from the upper end to the lower one, or side by side.
     *
     * @param weight how much it matters that it is straight
     */
    record Strand(Arrow arrow, List<Cell> cells, int weight) {
        boolean isFlat() {
            return first().layer == last().layer;
        }

        Cell first() {
            return cells.get(0);
        }

        Cell last() {
            return cells.get(cells.size() - 1);
        }
    }

    /** @param widths of the boxes of the states */
    PictureLayers(PictureGraph graph, double[] widths) {
        graph.arrows().stream().filter(Arrow::error).forEach(arrow -> errors.add(arrow.to()));
        int[] depths = depths(graph);
        for (int layer = Arrays.stream(depths).max().orElse(-1); layer >= 0; layer--) {
            layers.add(new ArrayList<>());
        }
        for (int state = 0; state < depths.length; state++) {
            states.add(add(state, errors.contains(state), depths[state], widths[state]));
        }
        graph.arrows().stream().filter(arrow -> !arrow.isLoop()).forEach(this::weave);
    }

    List<List<Cell>> layers() {
        return layers;
    }

    Cell state(int number) {
        return states.get(number);
    }

    /** All edges but those from a state to itself. */
    List<Strand> strands() {
        return strands;
    }

    /** Each state as high as it can be; then those with more to do below as low as they can be. */
    private static int[] depths(PictureGraph graph) {
        int[] depths = new int[graph.size()];
        for (int state = 0; state < depths.length; state++) {
            for (Arrow arrow : graph.arrows()) {
                if (lower(arrow) == state && !arrow.isLoop()) {
                    depths[state] = Math.max(depths[state], depths[upper(arrow)] + length(arrow));
                }
            }
        }
        for (int state = depths.length - 1; state >= 0; state--) {
            int pull = 0;
            int lowest = Integer.MAX_VALUE;
            for (Arrow arrow : graph.arrows()) {
                if (upper(arrow) == state && !arrow.isLoop()) {
                    lowest = Math.min(lowest, depths[lower(arrow)] - length(arrow));
                    pull++;
                } else if (lower(arrow) == state && !arrow.isLoop()) {
                    pull--;
                }
            }
            if (pull > 0) {
                depths[state] = lowest;
            }
        }
        return depths;
    }

    private int weight(Arrow arrow, int cells) {
        if (arrow.error() || errors.contains(arrow.from())) {
            return 1;
        }
        return arrow.isBack() ? 2 : cells > 2 ? 4 : 8;
    }

    private static int upper(Arrow arrow) {
        return Math.min(arrow.from(), arrow.to());
    }

    private static int lower(Arrow arrow) {
        return Math.max(arrow.from(), arrow.to());
    }

    private static int length(Arrow arrow) {
        return arrow.error() ? 0 : 1;
    }

    private Cell add(int state, boolean error, int layer, double width) {
        Cell cell = new Cell(state, error, layer, width);
        cell.place = layers.get(layer).size();
        layers.get(layer).add(cell);
        return cell;
    }

    private void weave(Arrow arrow) {
        Cell upper = state(upper(arrow));
        Cell lower = state(lower(arrow));
        List<Cell> cells = new ArrayList<>(List.of(upper));
        for (int layer = upper.layer + 1; layer < lower.layer; layer++) {
            cells.add(add(-1, arrow.error(), layer, 0));
        }
        cells.add(lower);
        strands.add(new Strand(arrow, List.copyOf(cells), weight(arrow, cells.size())));
        if (upper.layer == lower.layer) {
            upper.beside.add(lower);
            lower.beside.add(upper);
            return;
        }
        for (int i = 1; i < cells.size(); i++) {
            cells.get(i - 1).down.add(cells.get(i));
            cells.get(i).up.add(cells.get(i - 1));
        }
    }
}
