// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import io.bosun.lifecycle.PictureGraph.Arrow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** Finds an order of states in which only those edges lead back that close a cycle. */
final class PictureOrder {
    private final List<List<Integer>> next = new ArrayList<>();
    private boolean[] entered;
    private List<Integer> left;

    private PictureOrder(int size, List<Arrow> arrows) {
        for (int i = 0; i < size; i++) {
            next.add(new ArrayList<>());
        }
        arrows.forEach(arrow -> next.get(arrow.from()).add(arrow.to()));
    }

    /** Returns the place of each state, from 0. States that nothing leads to come as early as they were declared. */
    static int[] places(int size, List<Arrow> arrows) {
        PictureOrder order = new PictureOrder(size, arrows);
        List<Integer> roots = order.cut(arrows);
        Collections.reverse(roots);
        order.next.forEach(Collections::reverse);
        order.clear();
        roots.forEach(order::visit);
        int[] places = new int[size];
        int place = size;
        for (int state : order.left) {
            places[state] = --place;
        }
        return places;
    }

    /** Leaves out the edges that close a cycle; returns those that nothing leads to, and one for each other part. */
    private List<Integer> cut(List<Arrow> arrows) {
        boolean[] starts = new boolean[next.size()];
        Arrays.fill(starts, true);
        arrows.stream().filter(arrow -> !arrow.isLoop()).forEach(arrow -> starts[arrow.to()] = false);
        roots(starts);
        for (int state = 0; state < starts.length; state++) {
            starts[state] |= !entered[state];
        }
        return roots(starts);
    }

    private List<Integer> roots(boolean[] starts) {
        List<Integer> roots = new ArrayList<>();
        clear();
        for (int state = 0; state < starts.length; state++) {
            if (starts[state] && !entered[state]) {
                roots.add(state);
                visit(state);
            }
        }
        return roots;
    }

    private void clear() {
        entered = new boolean[next.size()];
        left = new ArrayList<>();
    }

    /** Depth first. */
    private void visit(int root) {
        record Visit(int state, Iterator<Integer> next) {}
        Deque<Visit> open = new ArrayDeque<>();
        boolean[] isOpen = new boolean[next.size()];
        if (!entered[root]) {
            open.push(new Visit(root, next.get(root).iterator()));
        }
        while (!open.isEmpty()) {
            Visit visit = open.peek();
            entered[visit.state()] = true;
            isOpen[visit.state()] = true;
            if (!visit.next().hasNext()) {
                left.add(open.pop().state());
                isOpen[visit.state()] = false;
                continue;
            }
            int to = visit.next().next();
            if (isOpen[to]) {
                visit.next().remove();
            } else if (!entered[to]) {
                open.push(new Visit(to, next.get(to).iterator()));
            }
        }
    }
}
