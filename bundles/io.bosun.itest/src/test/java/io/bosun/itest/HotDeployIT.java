// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.itest.greet.Greet;
import io.bosun.itest.greet.Whisper;
import io.bosun.itest.greet.handler.Greeter;
import io.bosun.itest.greet.handler.Whisperer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Jars come, are replaced, and go, in the plugins folder of a boss that runs. */
@DisplayName("a plugin")
class HotDeployIT {
    private static final Pattern ANSWER = Pattern.compile("(\\d+) by (\\S+) in (\\d+)");
    private static final int ASKS_AFTER = 20;

    private final TestDirectory directory = TestDirectory.create();
    private BossProcess boss;
    private int asks;

    /** A reply of {@link Greeter} or {@link Whisperer}. */
    record Answer(int number, String version, long pid) {}

    @BeforeEach
    void startBoss() {
        directory
                .usual()
                .config("io.bosun.command.provider", "graceMillis = 1500")
                .config(
                        "io.bosun.command.provider.target-greeter",
                        "target = greeter",
                        "hands = h1,h2",
                        "boss = false");
        boss = BossProcess.start(directory);
        boss.awaitCrewed();
    }

    @AfterEach
    void close() {
        directory.close();
    }

    private static PluginJar greeter(String version) {
        return PluginJar.of("itest.greeter", version)
                .classes(Greet.class, answerClass())
                .handler(Greeter.class, Greet.class, "greeter");
    }

    private static PluginJar whisperer(String version) {
        return PluginJar.of("itest.whisperer", version)
                .classes(Whisper.class, answerClass())
                .handler(Whisperer.class, Whisper.class, "whisperer");
    }

    private static Class<?> answerClass() {
        try {
            return Class.forName(Greeter.class.getPackageName() + ".Answer");
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path jar(String name) {
        return directory.plugins().resolve(name);
    }

    private List<String> ask(String type) {
        return boss.shell("ask " + type + " number=" + ++asks);
    }

    private Answer answerOf(List<String> printed) {
        Matcher matcher = ANSWER.matcher(String.join("\n", printed));
        assertThat(matcher.matches())
                .as("ask %d printed %s; %s", asks, printed, boss)
                .isTrue();
        Answer answer =
                new Answer(Integer.parseInt(matcher.group(1)), matcher.group(2), Long.parseLong(matcher.group(3)));
        assertThat(answer.number()).as("the reply to the last ask").isEqualTo(asks);
        return answer;
    }

    /** Asks until it is answered; failures before that are what is expected of a command that is not there yet. */
    private Answer awaitAnswer(String type) {
        return answerOf(awaitPrinted(
                type, printed -> ANSWER.matcher(String.join("\n", printed)).matches()));
    }

    private List<String> awaitPrinted(String type, Predicate<List<String>> wanted) {
        return Awaitility.await("the right reply to " + type)
                .atMost(Processes.LIVENESS)
                .pollDelay(0, TimeUnit.MILLISECONDS)
                .pollInterval(10, TimeUnit.MILLISECONDS)
                .until(() -> ask(type), wanted);
    }

    private void replaceUnderLoad(String type, Runnable replace, String version) {
        long start = System.nanoTime();
        replace.run();
        int first = asks;
        // each of these must be answered, by either version: none is lost
        while (!answerOf(ask(type)).version().equals(version)) {
            assertThat(System.nanoTime() - start).as(boss.toString()).isLessThan(Processes.LIVENESS.toNanos());
        }
        Figures.tellTime("replaced, " + (asks - first) + " asks meanwhile, " + type, start);
        for (int i = 0; i < ASKS_AFTER; i++) {
            assertThat(answerOf(ask(type)).version()).isEqualTo(version);
        }
    }

    private void delete(String type, String jar) throws IOException {
        long start = System.nanoTime();
        Files.delete(jar(jar));
        List<String> printed = awaitPrinted(type, each -> each.toString().contains("bosun: "));
        Figures.tellTime("deleted, " + type, start);
        assertThat(printed).hasSize(1);
        assertThat(printed.get(0)).contains("NO_HANDLER").contains(type);
        assertThat(boss.shell("plugins")).noneMatch(line -> line.startsWith(jar));
    }

    @Test
    @DisplayName("is at work in the hands that its target is placed on, replaced under load, and gone when deleted")
    void shouldComeAndGoInTheHands() throws IOException {
        Set<Long> hands =
                Set.of(boss.crew().get("h1").pid(), boss.crew().get("h2").pid());
        long start = System.nanoTime();
        greeter("1.0.0").drop(jar("greeter.jar"));
        Answer first = awaitAnswer("Greet");
        Figures.tellTime("dropped to first answer of a hand", start);

        assertThat(first.version()).isEqualTo("1.0.0");
        assertThat(hands).contains(first.pid());
        Awaitility.await("a berth in each hand")
                .atMost(Processes.LIVENESS)
                .until(() -> placesOf("greeter").equals(Set.of("h1", "h2")));

        replaceUnderLoad("Greet", () -> greeter("2.0.0").drop(jar("greeter.jar")), "2.0.0");
        assertThat(hands).contains(answerOf(ask("Greet")).pid());
        delete("Greet", "greeter.jar");
        assertThat(boss.crew().values()).allMatch(hand -> hand.restarts() == 0 && hands.contains(hand.pid()));
    }

    private Set<String> placesOf(String target) {
        return boss.shell("targets").stream()
                .map(line -> line.split("\\s+"))
                .filter(row -> row[0].equals(target))
                .map(row -> row[1])
                .collect(Collectors.toSet());
    }

    @Test
    @DisplayName("whose target is not placed is at work in the boss, replaced under load, and gone when deleted")
    void shouldComeAndGoInTheBoss() throws IOException {
        long start = System.nanoTime();
        whisperer("1.0.0").drop(jar("whisperer.jar"));
        Answer first = awaitAnswer("Whisper");
        Figures.tellTime("dropped to first answer of the boss", start);

        assertThat(first.version()).isEqualTo("1.0.0");
        assertThat(first.pid()).isEqualTo(boss.pid());
        replaceUnderLoad("Whisper", () -> whisperer("2.0.0").drop(jar("whisperer.jar")), "2.0.0");
        delete("Whisper", "whisperer.jar");
    }

    @Test
    @DisplayName("moves when the configuration of its target is dropped in while it is at work")
    void shouldMoveWithItsConfiguration() {
        whisperer("1.0.0").drop(jar("whisperer.jar"));
        assertThat(awaitAnswer("Whisper").pid()).isEqualTo(boss.pid());

        directory.config(
                "io.bosun.command.provider.target-whisperer", "target = whisperer", "hands = h1", "boss = false");

        long hand = boss.crew().get("h1").pid();
        Awaitility.await("an answer of h1")
                .atMost(Processes.LIVENESS)
                .until(() -> answerOf(ask("Whisper")).pid() == hand);
    }

    @Test
    @DisplayName("that is half copied, or lacks a package, is reported and harms nothing")
    void shouldReportABrokenJar() throws IOException {
        byte[] whole = greeter("1.0.0").bytes();
        Files.write(jar("half.jar"), Arrays.copyOf(whole, whole.length / 2));
        PluginJar.of("itest.lonely", "1.0.0")
                .header("Import-Package", "com.example.nowhere")
                .drop(jar("lonely.jar"));
        Files.writeString(jar("text.jar"), "no jar at all\n");

        Map<String, String> problems = Map.of(
                "half.jar",
                "not a readable jar",
                "text.jar",
                "not a readable jar",
                "lonely.jar",
                "com.example.nowhere");
        Awaitility.await("a report of each").atMost(Processes.LIVENESS).until(() -> {
            List<String> rows = boss.shell("plugins");
            return problems.entrySet().stream()
                    .allMatch(each -> rows.stream()
                            .anyMatch(row -> row.startsWith(each.getKey()) && row.contains(each.getValue())));
        });
        whisperer("1.0.0").drop(jar("whisperer.jar"));
        assertThat(awaitAnswer("Whisper").version()).isEqualTo("1.0.0");
        assertThat(boss.shell("ask DigestFile uri=" + jar("text.jar").toUri()))
                .anyMatch(line -> line.startsWith("sha256 "));

        // the rest of the copy arrives
        Files.write(jar("half.jar"), whole);
        assertThat(awaitAnswer("Greet").version()).isEqualTo("1.0.0");
        assertThat(boss.crew().values()).allMatch(hand -> hand.restarts() == 0);
    }
}
