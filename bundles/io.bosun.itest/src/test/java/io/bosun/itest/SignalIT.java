// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.bosun.itest.BossProcess.Hand;
import io.bosun.lifecycle.PidFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signals from other processes, on a terminal and without. */
class SignalIT {
    private static final String GRACEFUL = "RUN > STOP > IDLE > START > RUN (SIG";
    private static final String ENDED = " > EXITED in ";

    private final TestDirectory directory = TestDirectory.create();

    @AfterEach
    void close() {
        directory.close();
    }

    private Path pidFile() {
        return directory.root().resolve("life.pid");
    }

    private Map<String, String> properties(String signals) {
        return Map.of("bosun.signals", signals, "bosun.pidfile", pidFile().toString());
    }

    private static void awaitRun(BossProcess process) {
        process.awaitLine(line -> line.contains(" > RUN in "));
    }

    private static long count(BossProcess process, String text) {
        return process.lines().stream().filter(line -> line.contains(text)).count();
    }

    private static void awaitCount(BossProcess process, String text, int count) {
        Awaitility.await(text + " of " + process).atMost(Processes.LIVENESS).until(() -> count(process, text) == count);
    }

    private long awaitPid() throws InterruptedException {
        return PidFile.of(pidFile()).await(Processes.LIVENESS).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "TERM, false, exit",
        "INT, false, exit",
        "HUP, false, graceful",
        "USR1, false, graceful",
        "TERM, true, exit",
        "INT, true, exit",
        "HUP, true, exit",
        "USR1, true, graceful"
    })
    @DisplayName("MB-44: each signal by default, with a terminal as standard input or without")
    void shouldActBySignal(String signal, boolean hasTerminal, String action) throws Exception {
        assumeThat(signal.equals("INT") && ignores(ProcessHandle.current().pid(), 2))
                .as("started in the background of a script, which has its children ignore INT")
                .isFalse();
        Map<String, String> properties = properties("TERM,INT,HUP,USR1");
        BossProcess process = hasTerminal
                ? Terminal.start(
                        directory.temporary(), LifeProcess.line(LifeProcess.newDirectory(directory), properties))
                : LifeProcess.start(directory, properties);
        awaitRun(process);
        long pid = awaitPid();
        assertThat(pid == process.pid()).isNotEqualTo(hasTerminal);
        assertThat(process.lines()).anyMatch(line -> line.endsWith("Listening for SIG" + signal));

        Processes.signal(signal, pid);

        process.awaitLine(line -> line.endsWith("Caught signal SIG" + signal));
        if (action.equals("graceful")) {
            process.awaitLine(line -> line.contains(GRACEFUL + signal));
            assertThat(PidFile.of(pidFile()).pid()).hasValue(pid);
            Processes.signal("TERM", pid);
        }
        assertThat(process.awaitEnd()).as(process.toString()).isZero();
        assertThat(count(process, ENDED)).as(process.toString()).isEqualTo(1);
        assertThat(pidFile()).doesNotExist();
    }

    @Test
    @DisplayName("MB-44: in a host container no signal is taken: TERM ends the JVM as it always does")
    void shouldTakeNothingInAHostContainer() throws Exception {
        BossProcess process = LifeProcess.start(directory, Map.of());
        awaitRun(process);

        Processes.signal("TERM", process.pid());

        assertThat(process.awaitEnd()).as(process.toString()).isEqualTo(143);
        assertThat(process.lines()).noneMatch(line -> line.contains("Listening for"));
    }

    @Test
    @DisplayName("MB-44: what is refused or cannot be taken is told in one line each, the others are taken")
    void shouldTellWhatIsNotTaken() {
        BossProcess process = LifeProcess.start(directory, properties("USR2,KILL,SEGV,NOSUCH,HUP=NOWHERE,TERM"));
        awaitRun(process);

        for (String name : List.of("USR2", "KILL", "SEGV", "NOSUCH", "HUP")) {
            assertThat(count(process, "Signal " + name + " is "))
                    .as(name + " of " + process)
                    .isEqualTo(1);
        }
        Processes.signal("TERM", process.pid());
        assertThat(process.awaitEnd()).as(process.toString()).isZero();
    }

    @Test
    @DisplayName("MB-44: HUP that nohup has had ignored stays so, and is told")
    void shouldLeaveAnIgnoredHangupAlone() {
        BossProcess process = LifeProcess.start(
                directory, properties("TERM,HUP,USR1"), "bash", "-c", "trap '' HUP; exec \"$@\"", "bash");
        awaitRun(process);
        process.awaitLine(line -> line.contains("SIGHUP has been ignored"));

        Processes.signal("HUP", process.pid());
        Processes.signal("USR1", process.pid());
        awaitCount(process, GRACEFUL, 1);
        Processes.signal("TERM", process.pid());

        assertThat(process.awaitEnd()).as(process.toString()).isZero();
        assertThat(process.lines()).noneMatch(line -> line.contains("Caught signal SIGHUP"));
    }

    @Test
    @DisplayName("MB-44: USR1 and HUP have a boss restart what it does, in the same process, with new hands")
    void shouldRestartABossWithinItsProcess() throws Exception {
        BossProcess boss = BossProcess.start(directory, "--no-shell");
        awaitRun(boss);
        Set<Long> first = hands(boss);
        assertThat(first).hasSize(2);

        Processes.signal("USR1", boss.pid());
        boss.awaitLine(line -> line.contains(GRACEFUL + "USR1"));
        Set<Long> second = hands(boss);
        Processes.signal("HUP", boss.pid());
        boss.awaitLine(line -> line.contains(GRACEFUL + "HUP"));
        Set<Long> third = hands(boss);

        assertThat(second).hasSize(2).doesNotContainAnyElementsOf(first);
        assertThat(third).hasSize(2).doesNotContainAnyElementsOf(second);
        assertThat(PidFile.of(directory.boss().resolve("bosun.pid")).pid()).hasValue(boss.pid());
        Processes.signal("TERM", boss.pid());
        assertThat(boss.awaitEnd()).as(boss.toString()).isZero();
        assertThat(Processes.mentioning(directory.root())).isEmpty();
    }

    @Test
    @DisplayName("MB-44: USR1 while a boss starts is no harm: it does nothing, or restarts what has just begun")
    void shouldSurviveUsr1WhileItStarts() throws Exception {
        BossProcess boss = BossProcess.start(directory, "--no-shell");
        Awaitility.await("the first line of the script has run")
                .atMost(Processes.LIVENESS)
                .pollInterval(1, TimeUnit.MILLISECONDS)
                .until(() -> ignores(boss.pid(), 10));

        Awaitility.await("RUN of " + boss)
                .atMost(Processes.LIVENESS)
                .pollInterval(1, TimeUnit.MILLISECONDS)
                .until(() -> {
                    Processes.signal("USR1", boss.pid());
                    return boss.lines().stream().anyMatch(line -> line.contains(" > RUN in "));
                });

        Processes.signal("TERM", boss.pid());
        assertThat(boss.awaitEnd()).as(boss.toString()).isZero();
        assertThat(Processes.mentioning(directory.root())).isEmpty();
    }

    /** @param signal its number, of which INT has 2 and USR1 10 on all machines that matter */
    private static boolean ignores(long pid, int signal) throws IOException {
        String mask = Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> line.substring("SigIgn:".length()).strip())
                .findFirst()
                .orElseThrow();
        return (Long.parseUnsignedLong(mask, 16) & 1L << signal - 1) != 0;
    }

    private static Set<Long> hands(BossProcess boss) {
        return Processes.hands(boss.handle()).stream().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    @Test
    @DisplayName("MB-44: a hand survives USR1, which its boss alone obeys")
    void shouldSurviveInAHand() throws Exception {
        BossProcess boss = BossProcess.start(directory);
        Map<String, Hand> before = boss.awaitCrewed();

        for (Hand hand : before.values()) {
            Processes.signal("USR1", hand.pid());
            Path log = directory.boss().resolve("logs/" + hand.name() + ".log");
            Awaitility.await("the signal in " + log)
                    .atMost(Processes.LIVENESS)
                    .until(() -> Files.readString(log).contains("Caught signal SIGUSR1"));
        }

        assertThat(boss.crew()).allSatisfy((name, hand) -> {
            assertThat(hand.pid()).isEqualTo(before.get(name).pid());
            assertThat(hand.state()).isEqualTo("READY");
        });
    }

    @Test
    @DisplayName("MB-44: on a terminal with a shell, Ctrl-C is the shell's, USR1 restarts below it, HUP ends the boss")
    void shouldLeaveTheTerminalToTheShell() throws Exception {
        List<String> command = new ArrayList<>(List.of(Product.script().toString()));
        command.addAll(List.of("--dir", directory.boss().toString()));
        BossProcess boss = Terminal.start(directory.temporary(), command);
        PidFile file = PidFile.of(directory.boss().resolve("bosun.pid"));
        long pid = file.await(Processes.LIVENESS).orElseThrow();
        awaitAnswer(boss, "one");

        awaitPrompt(pid);
        boss.type("\003");
        awaitAnswer(boss, "two");
        Processes.signal("USR1", pid);
        awaitLog(GRACEFUL + "USR1");
        awaitAnswer(boss, "three");
        assertThat(file.pid()).hasValue(pid);
        Processes.signal("HUP", pid);

        assertThat(boss.awaitEnd()).as(boss.toString()).isZero();
        assertThat(Files.readString(log())).contains("(SIGHUP)").doesNotContain("SIGINT");
        assertThat(file.awaitGone(Processes.LIVENESS)).isTrue();
    }

    /** Types a command whose answer is not among what the terminal echoes of it; again, for Ctrl-C may eat some. */
    private static void awaitAnswer(BossProcess boss, String word) {
        Awaitility.await("answer " + word + " of " + boss)
                .atMost(Processes.LIVENESS)
                .pollInterval(1, TimeUnit.SECONDS)
                .until(() -> {
                    boss.type("echo 'answer-'" + word + "\r");
                    return boss.lines().stream().anyMatch(line -> line.contains("answer-" + word));
                });
    }

    /** While it waits for a line the shell reads each key by itself; before, a program of its may be hit by Ctrl-C. */
    private void awaitPrompt(long pid) {
        Awaitility.await("the prompt of " + pid)
                .atMost(Processes.LIVENESS)
                .until(() -> Processes.bash(directory.temporary(), "stty -a -F $(readlink /proc/$1/fd/0)", pid)
                        .out()
                        .contains("-icanon"));
    }

    private Path log() {
        return directory.boss().resolve("logs/boss.log");
    }

    private void awaitLog(String text) {
        Awaitility.await(text)
                .atMost(Processes.LIVENESS)
                .until(() -> Files.exists(log()) && Files.readString(log()).contains(text));
    }

    @Test
    @DisplayName("MB-44: a boss whose terminal goes away ends in good order")
    void shouldEndWithItsTerminal() throws Exception {
        List<String> command = new ArrayList<>(List.of(Product.script().toString()));
        command.addAll(List.of("--dir", directory.boss().toString(), "--no-shell"));
        BossProcess terminal = Terminal.start(directory.temporary(), command);
        PidFile file = PidFile.of(directory.boss().resolve("bosun.pid"));
        long pid = file.await(Processes.LIVENESS).orElseThrow();
        awaitLog(" > RUN in ");

        terminal.handle().destroyForcibly();

        Awaitility.await("the end of " + pid).atMost(Processes.LIVENESS).until(() -> !Processes.isAlive(pid));
        assertThat(Files.readString(log())).contains("Caught signal SIGHUP").contains(ENDED);
        assertThat(file.path()).doesNotExist();
        assertThat(Processes.mentioning(directory.root())).isEmpty();
    }

    @Test
    @DisplayName("MB-32: a failing EXIT listener makes the exit status of a boss 70")
    void shouldEndWith70() throws IOException {
        Files.createDirectories(directory.plugins());
        try (InputStream jar = ComponentJar.of("itest.ending", "1.0.0", "io.bosun.itest.ending")) {
            Files.copy(jar, directory.plugins().resolve("ending.jar"));
        }
        BossProcess boss = BossProcess.start(directory);
        Awaitility.await("the plugin of " + boss)
                .atMost(Processes.LIVENESS)
                .until(() -> boss.shell("plugins").stream().anyMatch(line -> line.matches("ending.jar.*active.*")));

        Processes.signal("TERM", boss.pid());

        assertThat(boss.awaitEnd()).as(boss.toString()).isEqualTo(70);
        assertThat(boss.lines()).anyMatch(line -> line.contains("not ready to leave"));
        assertThat(directory.boss().resolve("bosun.pid")).doesNotExist();
    }
}
