// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Places things on a line as near as they can be to where they are pulled, in their order and with gaps between them:
 * the sum of all weighted distances is the least possible.
 */
final class PictureSpread {
    private final List<Double> offsets = new ArrayList<>();
    private final List<List<Pull>> pulls = new ArrayList<>();

    private record Pull(double to, double weight) {}

    /** Things that touch, and so move as one. */
    private record Block(int size, List<Pull> pulls, double place) {
        static Block of(int size, List<Pull> pulls) {
            List<Pull> sorted = new ArrayList<>(pulls);
            sorted.sort(Comparator.comparingDouble(Pull::to));
            return new Block(size, sorted, median(sorted));
        }

        Block with(Block other) {
            List<Pull> all = new ArrayList<>(pulls);
            all.addAll(other.pulls);
            return of(size + other.size, all);
        }

        private static double median(List<Pull> sorted) {
            double rest = sorted.stream().mapToDouble(Pull::weight).sum() / 2;
            for (int i = 0; i < sorted.size(); i++) {
                rest -= sorted.get(i).weight();
                if (Math.abs(rest) < 1e-9 && i + 1 < sorted.size()) {
                    return (sorted.get(i).to() + sorted.get(i + 1).to()) / 2;
                }
                if (rest <= 0) {
                    return sorted.get(i).to();
                }
            }
            return 0;
        }
    }

    /** Begins the next thing, at least so far from the one before. */
    void next(double gap) {
        offsets.add(offsets.isEmpty() ? 0 : offsets.get(offsets.size() - 1) + gap);
        pulls.add(new ArrayList<>());
    }

    /** Pulls the thing that was begun last. */
    void pull(double to, double weight) {
        int last = offsets.size() - 1;
        pulls.get(last).add(new Pull(to - offsets.get(last), weight));
    }

    double[] places() {
        List<Block> blocks = new ArrayList<>();
        for (List<Pull> each : pulls) {
            Block block = Block.of(1, each);
            while (!blocks.isEmpty() && blocks.get(blocks.size() - 1).place() > block.place()) {
                block = blocks.remove(blocks.size() - 1).with(block);
            }
            blocks.add(block);
        }
        double[] places = new double[offsets.size()];
        int next = 0;
        for (Block block : blocks) {
            for (int i = 0; i < block.size(); i++, next++) {
                places[next] = block.place() + offsets.get(next);
            }
        }
        return places;
    }
}
