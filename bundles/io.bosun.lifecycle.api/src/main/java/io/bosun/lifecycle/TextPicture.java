// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import io.bosun.lifecycle.PictureGraph.Arrow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * States below each other. An edge to the next one is the arrow between the two. Any other leaves below its state, goes
 * along a lane beside the names, the forward ones on the right, and comes in beside its target; a lane has one target.
 */
final class TextPicture {
    private static final int LANE = 4;

    private final PictureGraph graph;
    private final List<Lane> left;
    private final List<Lane> right;
    private final int names;
    private final int namesEnd;
    private final TextCanvas canvas = new TextCanvas();

    /** All edges that lead to one state from the same side. */
    private record Lane(int target, List<Integer> sources, int first, int last, int column) {
        boolean overlaps(Lane other) {
            return first <= other.last && other.first <= last;
        }

        Lane at(int column) {
            return new Lane(target, sources, first, last, column);
        }
    }

    TextPicture(PictureGraph graph) {
        this.graph = graph;
        this.left = lanes(true);
        this.right = lanes(false);
        int widest = 0;
        for (int state = 0; state < graph.size(); state++) {
            widest = Math.max(widest, PictureText.columns(graph.name(state)));
        }
        this.names = left.isEmpty() ? 0 : LANE * columns(left) + 1;
        this.namesEnd = names + widest + 2;
    }

    @Override
    public String toString() {
        right.forEach(lane -> canvas.down(rightColumn(lane), lane.first(), lane.last()));
        left.forEach(lane -> canvas.down(leftColumn(lane), lane.first(), lane.last()));
        right.forEach(this::drawRight);
        left.forEach(this::drawLeft);
        for (int state = 0; state < graph.size(); state++) {
            draw(state);
        }
        return canvas.toString();
    }

    private static int row(int state) {
        return 2 * state;
    }

    private static int rowBelow(int state) {
        return 2 * state + 1;
    }

    private List<Lane> lanes(boolean back) {
        List<Lane> lanes = new ArrayList<>();
        for (int state = 0; state < graph.size(); state++) {
            int target = state;
            List<Integer> sources = graph.arrows().stream()
                    .filter(arrow -> arrow.to() == target && !arrow.error() && !arrow.isLoop())
                    .filter(arrow -> arrow.isBack() == back && (back || !isNext(arrow)))
                    .map(Arrow::from)
                    .sorted()
                    .toList();
            if (!sources.isEmpty()) {
                int source = sources.get(back ? sources.size() - 1 : 0);
                lanes.add(new Lane(
                        target,
                        sources,
                        back ? row(target) : rowBelow(source),
                        back ? rowBelow(source) : row(target),
                        0));
            }
        }
        return placed(lanes);
    }

    private static boolean isNext(Arrow arrow) {
        return arrow.to() == arrow.from() + 1;
    }

    /** The shortest next to the names; lanes that do not meet share a column. */
    private static List<Lane> placed(List<Lane> lanes) {
        List<Lane> placed = new ArrayList<>();
        lanes.stream()
                .sorted(Comparator.comparingInt(lane -> lane.last() - lane.first()))
                .forEach(lane -> {
                    Lane free = lane.at(1);
                    while (isTaken(free, placed)) {
                        free = free.at(free.column() + 1);
                    }
                    placed.add(free);
                });
        return placed;
    }

    private static boolean isTaken(Lane wanted, List<Lane> placed) {
        return placed.stream().anyMatch(each -> each.column() == wanted.column() && each.overlaps(wanted));
    }

    private static int columns(List<Lane> lanes) {
        return lanes.stream().mapToInt(Lane::column).max().orElse(0);
    }

    private int leftColumn(Lane lane) {
        return names - 1 - LANE * lane.column();
    }

    private int rightColumn(Lane lane) {
        return namesEnd + LANE * lane.column() - 1;
    }

    private void drawRight(Lane lane) {
        int column = rightColumn(lane);
        int head = names + PictureText.columns(cell(lane.target())) + 1;
        canvas.across(row(lane.target()), head, column);
        canvas.put(row(lane.target()), head, "<");
        canvas.put(row(lane.target()), column, "+");
        for (int source : lane.sources()) {
            canvas.across(rowBelow(source), names + 3, column);
            canvas.put(rowBelow(source), names + 3, "`");
            canvas.put(rowBelow(source), column, "+");
        }
    }

    private void drawLeft(Lane lane) {
        int column = leftColumn(lane);
        canvas.across(row(lane.target()), column, names - 1);
        canvas.put(row(lane.target()), column, "+");
        canvas.put(row(lane.target()), names - 1, ">");
        for (int source : lane.sources()) {
            canvas.across(rowBelow(source), column, names - 1);
            canvas.put(rowBelow(source), column, "+");
            canvas.put(rowBelow(source), names - 1, "'");
        }
    }

    private void draw(int state) {
        canvas.put(row(state), names, cell(state));
        List<Arrow> out =
                graph.arrows().stream().filter(arrow -> arrow.from() == state).toList();
        if (out.stream().anyMatch(arrow -> isNext(arrow) && !arrow.error())) {
            canvas.put(rowBelow(state), names + 1, "v");
        }
        String notes = out.stream()
                .filter(arrow -> arrow.isLoop() || arrow.error())
                .map(arrow ->
                        (arrow.error() ? "fails > " : "> ") + (arrow.isLoop() ? "itself" : graph.name(arrow.to())))
                .collect(Collectors.joining(", "));
        canvas.put(row(state), namesEnd + LANE * columns(right) + 2, notes);
    }

    private String cell(int state) {
        return graph.isCurrent(state) ? "[" + graph.name(state) + "]" : " " + graph.name(state);
    }
}
