// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import io.bosun.lifecycle.PictureLayers.Cell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Brings the cells of each layer into an order in which few edges cross. */
final class PictureRows {
    private static final int ROUNDS = 12;
    private static final int APART = 2;

    private final List<List<Cell>> layers;
    private List<List<Cell>> best;
    private long least = Long.MAX_VALUE;

    private PictureRows(List<List<Cell>> layers) {
        this.layers = layers;
    }

    /**
     * Changes the order in place.
     *
     * @return what is left of crossings and detours; 0 if there is none
     */
    static long arrange(List<List<Cell>> layers) {
        return new PictureRows(layers).arrange();
    }

    /** Tries to have the edges on the left and the errors on the right, and then the order as it came. */
    private long arrange() {
        List<List<Cell>> given = copy();
        for (List<Cell> layer : layers) {
            layer.sort(Comparator.comparingInt(PictureRows::side));
            number(layer);
        }
        improve();
        set(given);
        improve();
        set(best);
        return least;
    }

    private static int side(Cell cell) {
        return cell.error ? cell.isBend() ? 3 : 2 : cell.isBend() ? 0 : 1;
    }

    private void improve() {
        keep();
        for (int round = 0; round < ROUNDS && least > 0; round++) {
            for (int i = 0; i < layers.size(); i++) {
                int layer = round % 2 == 0 ? i : layers.size() - 1 - i;
                sort(layers.get(layer), round % 2 == 0);
            }
            exchange();
            keep();
        }
    }

    private void keep() {
        long cost = cost();
        if (cost < least) {
            least = cost;
            best = copy();
        }
    }

    private void set(List<List<Cell>> order) {
        for (int layer = 0; layer < order.size(); layer++) {
            layers.set(layer, order.get(layer));
            number(order.get(layer));
        }
    }

    private List<List<Cell>> copy() {
        List<List<Cell>> copy = new ArrayList<>();
        layers.forEach(layer -> copy.add(new ArrayList<>(layer)));
        return copy;
    }

    private static void number(List<Cell> layer) {
        for (int place = 0; place < layer.size(); place++) {
            layer.get(place).place = place;
        }
    }

    /** By the mean place of those above, or below; who has nobody there stays. */
    private static void sort(List<Cell> layer, boolean down) {
        Map<Cell, Double> means = new HashMap<>();
        for (Cell cell : layer) {
            means.put(
                    cell,
                    (down ? cell.up : cell.down)
                            .stream().mapToInt(each -> each.place).average().orElse(cell.place));
        }
        layer.sort(Comparator.comparingDouble(means::get));
        number(layer);
    }

    /** Exchanges neighbours as long as that is of use. */
    private void exchange() {
        boolean better = true;
        for (int round = 0; better && round < ROUNDS; round++) {
            better = false;
            for (List<Cell> layer : layers) {
                boolean isFlat = layer.stream().anyMatch(cell -> !cell.beside.isEmpty());
                for (int place = 1; place < layer.size(); place++) {
                    better |= exchange(layer, place, isFlat);
                }
            }
        }
    }

    private static boolean exchange(List<Cell> layer, int place, boolean isFlat) {
        Cell left = layer.get(place - 1);
        Cell right = layer.get(place);
        long before = crossings(left, right) + (isFlat ? detours(layer) : 0);
        swap(layer, place);
        if (crossings(right, left) + (isFlat ? detours(layer) : 0) < before) {
            return true;
        }
        swap(layer, place);
        return false;
    }

    private static void swap(List<Cell> layer, int place) {
        Cell left = layer.set(place - 1, layer.get(place));
        layer.set(place, left);
        left.place = place;
        layer.get(place - 1).place = place - 1;
    }

    /** Of the edges of two neighbours. */
    private static long crossings(Cell left, Cell right) {
        return 2 * (crossings(left.up, right.up) + crossings(left.down, right.down));
    }

    private static long crossings(List<Cell> ofLeft, List<Cell> ofRight) {
        long crossings = 0;
        for (Cell left : ofLeft) {
            for (Cell right : ofRight) {
                crossings += left.place > right.place ? 1 : 0;
            }
        }
        return crossings;
    }

    private long cost() {
        long cost = 0;
        for (List<Cell> layer : layers) {
            cost += crossings(layer) + detours(layer);
        }
        return cost;
    }

    /** Of the edges that go down from a layer. */
    private static long crossings(List<Cell> layer) {
        record Link(int from, int to) {}
        List<Link> links = new ArrayList<>();
        layer.forEach(cell -> cell.down.forEach(to -> links.add(new Link(cell.place, to.place))));
        long crossings = 0;
        for (int i = 0; i < links.size(); i++) {
            for (int j = 0; j < i; j++) {
                Link one = links.get(i);
                Link other = links.get(j);
                crossings += (long) (one.from - other.from) * (one.to - other.to) < 0 ? 1 : 0;
            }
        }
        return 2 * crossings;
    }

    /** What stands between two cells that an edge joins side by side; an error state best stands on the right. */
    private static long detours(List<Cell> layer) {
        long detours = 0;
        for (Cell cell : layer) {
            for (Cell beside : cell.beside) {
                int first = Math.min(cell.place, beside.place) + 1;
                for (Cell between : layer.subList(first, Math.max(cell.place, beside.place))) {
                    detours += between.isBend() ? 1 : 2 * APART;
                }
                if (cell.state < beside.state && cell.place > beside.place) {
                    detours++;
                }
            }
        }
        return detours;
    }
}
