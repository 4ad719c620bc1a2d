// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessIdentityTest {
    private static final long PID = ProcessHandle.current().pid();

    @Test
    void shouldKnowThisProcess() {
        ProcessIdentity current = ProcessIdentity.current();

        assertThat(current.pid()).isEqualTo(PID);
        assertThat(current.start()).isNotEmpty();
        assertThat(current).isEqualTo(ProcessIdentity.current());
        assertThat(ProcessIdentity.of(PID)).contains(current);
        assertThat(current.isAlive()).isTrue();
    }

    @Test
    @DisplayName("Row 25: a process that was given the pid of another one is not that one")
    void shouldTellARecycledPid() {
        assertThat(new ProcessIdentity(PID, "long ago").isAlive()).isFalse();
        assertThat(new ProcessIdentity(PID, "").isAlive())
                .as("with no start known, any process of that pid counts")
                .isTrue();
    }

    @Test
    void shouldSeeTheEndOfAProcess() throws Exception {
        Process process = new ProcessBuilder("sleep", "1000").start();
        ProcessIdentity identity = ProcessIdentity.of(process.pid()).orElseThrow();
        assertThat(identity.isAlive()).isTrue();

        process.destroyForcibly().waitFor();

        assertThat(identity.isAlive()).isFalse();
        assertThat(ProcessIdentity.of(process.pid())).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("A zombie has ended, even if nobody has noticed")
    void shouldTakeAZombieForDead() throws Exception {
        // sleep does not wait for the child that bash leaves it
        Process parent = new ProcessBuilder("bash", "-c", "true & echo $!; exec sleep 1000").start();
        try {
            long zombie = Long.parseLong(parent.inputReader().readLine());

            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> ProcessIdentity.of(zombie).isEmpty());
        } finally {
            parent.destroyForcibly().waitFor();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("The number of a thread is that of no process, though the system has a directory for it")
    void shouldTakeAThreadForNone() {
        long thread = Arrays.stream(new File("/proc/self/task").list())
                .mapToLong(Long::parseLong)
                .filter(each -> each != PID)
                .findFirst()
                .orElseThrow();

        assertThat(ProcessIdentity.of(thread)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MAX_VALUE})
    void shouldFindNobodyUnderANumberOfNobody(long pid) {
        assertThat(ProcessIdentity.of(pid)).isEmpty();
    }

    @Test
    void shouldReadWhatItWrites() {
        ProcessIdentity current = ProcessIdentity.current();

        assertThat(current.text().lines().findFirst()).contains(Long.toString(PID));
        assertThat(ProcessIdentity.parse(current.text())).contains(current);
    }

    @ParameterizedTest
    @ValueSource(strings = {"42", "42\n", "  42\n", "42\r\n", "42\n/var/lib/data\n1700000000\n", "42\n\n"})
    @DisplayName("MB-43: the PID files of other programs are read too")
    void shouldReadPidFilesOfOthers(String text) {
        assertThat(ProcessIdentity.parse(text)).contains(new ProcessIdentity(42, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "0", "-1", "x", "42x", "42 43", "9999999999999999999", "#42", "start 42\n42"})
    void shouldReadNothingElse(String text) {
        assertThat(ProcessIdentity.parse(text)).isEmpty();
    }

    @Test
    void shouldRefuseWhatIsNoProcess() {
        assertThatThrownBy(() -> new ProcessIdentity(0, "")).hasMessageContaining("0");
        assertThatThrownBy(() -> new ProcessIdentity(1, null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ProcessIdentity(1, "a\nb")).isInstanceOf(IllegalArgumentException.class);
    }
}
