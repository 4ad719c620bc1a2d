// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.felix.service.command.Converter;
import org.junit.jupiter.api.Test;

class TableTest {
    private final TableConverter converter = new TableConverter();

    record Row(String name, long done, Duration upTime, List<String> tags) {}

    @Test
    void shouldAlignTextLeftAndNumbersRight() {
        Rows<Row> rows = new Rows<>(
                Row.class,
                List.of(
                        new Row("h1", 12345, Duration.ofMillis(7890), List.of("a", "b")),
                        new Row("größer", 1, Duration.ofSeconds(186), List.of()),
                        new Row(null, 0, Duration.ZERO, List.of("line\nfeed"))));

        assertThat(format(rows))
                .isEqualTo(String.join(
                        "\n",
                        "NAME     DONE  UP TIME  TAGS",
                        "h1      12345  7.8s     a, b",
                        "größer      1  3m 06s",
                        "            0  -        line feed"));
    }

    @Test
    void shouldShowTheHeadingWhereThereIsNoRow() {
        assertThat(format(new Rows<>(Row.class, List.of()))).isEqualTo("NAME  DONE  UP TIME  TAGS");
    }

    @Test
    void shouldShowARecordAsALineForEachComponent() {
        assertThat(format(new Row("h1", 1, Duration.ofHours(50), List.of("a"))))
                .isEqualTo("name    h1\ndone    1\nupTime  2d 02h\ntags    a");
    }

    @Test
    void shouldLeaveEverythingElseToOthers() {
        assertThat(format("text")).isNull();
        assertThat(converter.format(new Row("", 0, Duration.ZERO, List.of()), Converter.LINE, null))
                .isNull();
        assertThat(converter.convert(String.class, 1)).isNull();
    }

    private CharSequence format(Object target) {
        return converter.format(target, Converter.INSPECT, null);
    }
}
