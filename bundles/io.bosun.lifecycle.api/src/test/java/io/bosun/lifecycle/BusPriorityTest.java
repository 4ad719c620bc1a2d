// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BusPriorityTest {
    @Test
    @DisplayName("MB-40 the priorities of what a process has")
    void shouldBeAsTheyAlwaysWere() {
        assertThat(constants())
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("ENTER_CLEAN_EXIT", 50),
                        Map.entry("ENTER_DAEMON", 65),
                        Map.entry("ENTER_PID_FILE", 70),
                        Map.entry("ENTER_SIGNALS", 70),
                        Map.entry("START_LEVEL_UP", 60),
                        Map.entry("START_MONITORS", 70),
                        Map.entry("START_SERVERS", 75),
                        Map.entry("START_PRIVILEGES", 77),
                        Map.entry("STOP_SERVERS", 25),
                        Map.entry("STOP_LEVEL_DOWN", 90),
                        Map.entry("EXIT_PID_FILE", 50),
                        Map.entry("EXIT_THREADS", 100),
                        Map.entry("EXITED_EXEC", 100)));
        assertThat(BusListener.DEFAULT_PRIORITY).isEqualTo(50);
    }

    private static Map<String, Integer> constants() {
        return Arrays.stream(BusPriority.class.getFields())
                .collect(Collectors.toMap(Field::getName, BusPriorityTest::value));
    }

    private static int value(Field field) {
        try {
            return field.getInt(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
