// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import java.util.AbstractList;
import java.util.List;

/** What a listing command returns: to scripts a list of records, to people a table. */
final class Rows<T extends Record> extends AbstractList<T> implements Text {
    private final Class<T> type;
    private final List<T> rows;

    Rows(Class<T> type, List<T> rows) {
        this.type = type;
        this.rows = List.copyOf(rows);
    }

    @Override
    public T get(int index) {
        return rows.get(index);
    }

    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public String text() {
        return Table.ofRows(type, rows);
    }

    /** For shells that ask no converter. */
    @Override
    public String toString() {
        return text();
    }
}
