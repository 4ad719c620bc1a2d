// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import java.util.ArrayList;
import java.util.List;

/** Characters in rows and columns. A character that is two columns wide takes two of them. */
final class TextCanvas {
    private final List<List<String>> rows = new ArrayList<>();

    /** Draws from one row to another, ends included. */
    void down(int column, int first, int last) {
        for (int row = first; row <= last; row++) {
            put(row, column, "|");
        }
    }

    /** Draws from one column to another, ends included; below what goes down there. */
    void across(int row, int first, int last) {
        for (int column = first; column <= last; column++) {
            List<String> cells = row(row, column);
            if (cells.get(column).equals(" ")) {
                cells.set(column, "-");
            }
        }
    }

    void put(int row, int column, String text) {
        int at = column;
        for (int character : text.codePoints().toArray()) {
            String one = Character.toString(character);
            int width = PictureText.columns(one);
            if (width == 0 && at > 0) {
                row(row, at).set(at - 1, row(row, at).get(at - 1) + one);
                continue;
            }
            row(row, at).set(at, one);
            for (int more = 1; more < width; more++) {
                row(row, at + more).set(at + more, "");
            }
            at += width;
        }
    }

    private List<String> row(int row, int column) {
        while (rows.size() <= row) {
            rows.add(new ArrayList<>());
        }
        List<String> cells = rows.get(row);
        while (cells.size() <= column) {
            cells.add(" ");
        }
        return cells;
    }

    /** The rows without those that are empty, and without spaces at their ends. */
    @Override
    public String toString() {
        return String.join(
                "\n",
                rows.stream()
                        .map(cells -> String.join("", cells).stripTrailing())
                        .filter(line -> !line.isEmpty())
                        .toList());
    }
}
