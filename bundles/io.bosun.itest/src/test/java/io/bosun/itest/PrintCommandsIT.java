// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.itest.BossProcess.Hand;
import io.bosun.itest.Processes.Outcome;
import io.bosun.itest.greet.Greet;
import io.bosun.itest.greet.Whisper;
import io.bosun.itest.greet.handler.Greeter;
import io.bosun.itest.greet.handler.Whisperer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is deployed, as one command prints it. */
@DisplayName("bosun --print-commands")
class PrintCommandsIT {
    private static final String PRINT = "$1 --dir $2 --print-commands";
    private static final String ROUTES = """
            digest:
            DigestFile -> DIRECT to digest via handle

            greeter:
            Greet -> DIRECT to greeter via handle

            whisperer:
            Whisper -> DIRECT to whisperer via handle
            """;

    private final TestDirectory directory = TestDirectory.create();

    /** The handlers of two targets have their place in hands, that of the third one in the boss. */
    @BeforeEach
    void deploy() throws Exception {
        directory
                .usual()
                .config(
                        "io.bosun.command.provider.target-greeter",
                        "target = greeter",
                        "hands = h1,h2",
                        "boss = false");
        Files.createDirectories(directory.plugins());
        Files.copy(Product.digestPlugin(), jar("digest.jar"));
        Class<?> answer = Class.forName(Greeter.class.getPackageName() + ".Answer");
        PluginJar.of("itest.greeter", "1.0.0")
                .classes(Greet.class, answer)
                .handler(Greeter.class, Greet.class, "greeter")
                .drop(jar("greeter.jar"));
        PluginJar.of("itest.whisperer", "1.0.0")
                .classes(Whisper.class, answer)
                .handler(Whisperer.class, Whisper.class, "whisperer")
                .drop(jar("whisperer.jar"));
    }

    @AfterEach
    void close() {
        directory.close();
    }

    private Path jar(String name) {
        return directory.plugins().resolve(name);
    }

    private Outcome print() {
        return Processes.bash(directory.temporary(), PRINT, Product.script(), directory.boss());
    }

    /** Every file of the boss's directory, with the time of its last change. */
    private Map<Path, Long> files() {
        Map<Path, Long> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory.boss())) {
            files.forEach(each -> all.put(each, each.toFile().lastModified()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    @Test
    @DisplayName("MS-14: prints the commands of each target, starts nothing, and leaves nothing behind")
    void shouldPrintWhatIsDeployedAndEnd() {
        Map<Path, Long> before = files();

        assertThat(print()).hasToString(new Outcome(0, ROUTES, "").toString());
        assertThat(files()).isEqualTo(before);
        assertThat(directory.leftOvers()).isEmpty();
        assertThat(Processes.mentioning(directory.root())).isEmpty();
    }

    @Test
    @DisplayName("MS-14: prints the same beside a boss on the same directory, and does not disturb it")
    void shouldPrintBesideARunningBoss() {
        BossProcess boss = BossProcess.start(directory);
        Map<String, Hand> crew = boss.awaitCrewed();

        assertThat(print()).hasToString(new Outcome(0, ROUTES, "").toString());
        assertThat(String.join("\n", boss.shell("routes")) + "\n").isEqualTo(ROUTES);
        assertThat(boss.crew()).isEqualTo(crew);
        assertThat(boss.shell("ask Whisper number=7"))
                .singleElement()
                .asString()
                .startsWith("7 by ");
    }

    @Test
    @DisplayName("prints what would be deployed in a directory that is not there, and does not make it")
    void shouldPrintTheDefaults() {
        Path nowhere = directory.root().resolve("nowhere");

        Outcome outcome = Processes.bash(directory.temporary(), PRINT, Product.script(), nowhere);

        assertThat(outcome)
                .hasToString(new Outcome(0, "digest:\nDigestFile -> DIRECT to digest via handle\n", "").toString());
        assertThat(nowhere).doesNotExist();
        assertThat(directory.leftOvers()).isEmpty();
    }

    @Test
    @DisplayName("tells of a jar that is not at work, and prints the rest")
    void shouldTellOfABrokenJar() throws IOException {
        Files.writeString(jar("half.jar"), "no jar at all\n");

        Outcome outcome = print();

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).isEqualTo(ROUTES);
        assertThat(outcome.err()).contains("bosun: half.jar is not at work: not a readable jar");
    }
}
