// SPDX-License-Identifier: Apache-2.0

package io.bosun.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs the races in processes of their own; jcstress ends with a status other than 0 after a forbidden outcome. */
@Tag("long")
@DisplayName("races")
class StressIT {
    private static final long MINUTES = 20;

    @Test
    @DisplayName("of ends, cancellation and parking have no forbidden outcome")
    void shouldForbidNothingThatHappens() throws Exception {
        run("races", "(CompleteAnd|ThrowAnd|CarryAnd|ParkAnd).*");
    }

    @Test
    @DisplayName("of offers and closing have no forbidden outcome")
    void shouldLoseNoOffer() throws Exception {
        // each try opens a berth with its thread: few at a time
        run("rings", "OfferAndClose", "-strideSize", "8", "-strideCount", "2");
    }

    @Test
    @DisplayName("of room and sleep have no forbidden outcome")
    void shouldLoseNoWakeUp() throws Exception {
        // in each try a thread is woken: few at a time
        run("room", "SleepAndRest", "-strideSize", "8", "-strideCount", "2");
    }

    private static void run(String name, String tests, String... options) throws IOException, InterruptedException {
        Path directory = Files.createDirectories(Path.of("target/jcstress/" + name));
        Path log = directory.resolve("log.txt").toAbsolutePath();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.openjdk.jcstress.Main",
                "-m",
                "quick",
                "-time",
                "200",
                // each test alike on all its threads: mixed compilers are six times as many processes
                "-sc",
                "false",
                "-t",
                tests));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertThat(ended).as("the races of %s end, see %s", name, log).isTrue();
        assertThat(process.exitValue()).as("see %s", log).isZero();
        assertThat(log)
                .content()
                .contains("Failed tests: No matches", "Error tests: No matches", "matching test results");
    }
}
