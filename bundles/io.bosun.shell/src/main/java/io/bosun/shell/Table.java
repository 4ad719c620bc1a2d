// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Records as aligned text, without a line feed at the end. */
final class Table {
    private static final String GAP = "  ";

    private Table() {}

    /** A heading from the names of the components, and a line for each record. */
    static String ofRows(Class<? extends Record> type, List<? extends Record> rows) {
        RecordComponent[] columns = type.getRecordComponents();
        List<String[]> cells = new ArrayList<>();
        cells.add(Arrays.stream(columns).map(c -> heading(c.getName())).toArray(String[]::new));
        rows.forEach(row ->
                cells.add(Arrays.stream(columns).map(c -> cell(value(c, row))).toArray(String[]::new)));
        return aligned(
                cells, Arrays.stream(columns).map(c -> isNumber(c.getType())).toArray(Boolean[]::new));
    }

    /** A line for each component. */
    static String ofFields(Record record) {
        List<String[]> cells = Arrays.stream(record.getClass().getRecordComponents())
                .map(c -> new String[] {c.getName(), cell(value(c, record))})
                .toList();
        return aligned(cells, new Boolean[] {false, false});
    }

    private static String aligned(List<String[]> cells, Boolean[] right) {
        int[] widths = new int[right.length];
        cells.forEach(line -> Arrays.setAll(widths, i -> Math.max(widths[i], width(line[i]))));
        return cells.stream().map(line -> line(line, widths, right)).collect(Collectors.joining("\n"));
    }

    private static String line(String[] cells, int[] widths, Boolean[] right) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            String padding = " ".repeat(widths[i] - width(cells[i]));
            line.append(i == 0 ? "" : GAP).append(right[i] ? padding + cells[i] : cells[i] + padding);
        }
        return line.toString().stripTrailing();
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String heading(String name) {
        return name.replaceAll("(\\p{Lu})", " $1").toUpperCase(Locale.ROOT);
    }

    private static boolean isNumber(Class<?> type) {
        return type.isPrimitive() && type != boolean.class && type != char.class;
    }

    private static Object value(RecordComponent component, Record record) {
        try {
            // A reply is of a public record; a row is of one of this package.
            component.getAccessor().trySetAccessible();
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            return "?";
        }
    }

    private static String cell(Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Duration duration) {
            return duration(duration);
        }
        if (value instanceof Collection<?> c) {
            return c.stream().map(Table::cell).collect(Collectors.joining(", "));
        }
        if (value instanceof Object[] array) {
            return cell(Arrays.asList(array));
        }
        return value.toString().replaceAll("\\p{Cntrl}+", " ");
    }

    /** Like {@code 1d 02h}, {@code 3h 04m}, {@code 5m 06s} or {@code 7.8s}. */
    private static String duration(Duration d) {
        if (d.isZero()) {
            return "-";
        }
        if (d.toMinutes() == 0) {
            return String.format(Locale.ROOT, "%d.%ds", d.toSeconds(), d.toMillisPart() / 100);
        }
        if (d.toHours() == 0) {
            return String.format(Locale.ROOT, "%dm %02ds", d.toMinutes(), d.toSecondsPart());
        }
        return d.toDays() == 0
                ? String.format(Locale.ROOT, "%dh %02dm", d.toHours(), d.toMinutesPart())
                : String.format(Locale.ROOT, "%dd %02dh", d.toDays(), d.toHoursPart());
    }
}
