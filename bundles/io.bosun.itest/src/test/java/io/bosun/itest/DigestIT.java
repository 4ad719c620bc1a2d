// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bosun.itest.Processes.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The main job, as a user does it: files in, lines for {@code sha256sum} out. */
@DisplayName("bosun -c 'digest DIR'")
class DigestIT {
    /** Names that a program gets wrong: spaces, another script, escapes of sha256sum, bytes that are no text. */
    private static final String FILES = """
            mkdir -p "$1/a b/-c" "$1/$(printf '\\303\\274\\346\\226\\207')" "$1/empty" && cd "$1" || exit
            echo 1 > 'a b/with space'; echo 2 > "a b/-c/-x"; echo 3 > "$(printf '\\303\\274\\346\\226\\207/\\303\\244')"
            echo 4 > 'back\\slash'; echo 5 > "$(printf 'new\\nline')"; echo 6 > "$(printf 'return\\red')"
            echo 7 > "$(printf 'no\\377text')"; echo 8 > '%41#?&;$x'; echo 9 > "it's \\"quoted\\""; : > nothing
            ln -s nothing link; mkfifo pipe; for i in $(seq 200); do echo $i > empty/file-$i; done
            """;

    /** The literal command of the README; the output is kept for a look at what it covers. */
    private static final String CHECK = "$1 -c \"digest $2\" | tee $3 | sha256sum -c --quiet";

    /** Files of $1 against lines of $2, byte for byte, escapes included. */
    private static final String COVERS =
            "export LC_ALL=C; diff <(find $1 -type f -print0 | xargs -0 sha256sum | sort) <(sort $2)";

    private final TestDirectory directory = TestDirectory.create();
    private final Path tree = directory.root().resolve("tree");
    private final Path sums = directory.root().resolve("sums");

    @BeforeEach
    void makeFiles() {
        assertThat(bash(FILES, tree).status()).isZero();
    }

    @AfterEach
    void close() {
        directory.close();
    }

    private Outcome bash(String script, Object... args) {
        return Processes.bash(directory.temporary(), script, args);
    }

    private void assertCovers(Path files) {
        assertThat(bash(COVERS, files, sums)).hasToString(new Outcome(0, "", "").toString());
    }

    @Test
    @DisplayName("is silent through sha256sum -c --quiet, and covers what find -type f lists, whatever its name")
    void shouldPrintWhatSha256sumAccepts() {
        Outcome outcome = bash(CHECK, Product.script(), tree, sums);

        assertThat(outcome).hasToString(new Outcome(0, "", "").toString());
        assertCovers(tree);
        assertThat(directory.leftOvers())
                .as("private directory and socket are gone")
                .isEmpty();
        assertThat(Processes.mentioning(directory.root())).isEmpty();
    }

    @Test
    @DisplayName("does the same from the jar, in a locale that knows ASCII alone")
    void shouldRunFromTheJar() {
        String check = "export LC_ALL=C; java=$1; shift; $java -Djava.io.tmpdir=$4 -jar " + CHECK;

        Outcome outcome = bash(check, Product.java(), Product.jar(), tree, sums, directory.temporary());

        assertThat(outcome.status()).as(outcome.toString()).isZero();
        assertThat(outcome.out()).isEmpty();
        // Java 23 and later warn of Felix; only the script can tell them not to
        assertThat(outcome.err().lines())
                .allMatch(line -> line.startsWith("WARNING: ") && line.contains("Unsafe")
                        || line.startsWith("WARNING: Please consider reporting this"));
        assertCovers(tree);
    }

    @Test
    @DisplayName("does the same when a hand is killed with SIGKILL in the middle; the hands' counts cover all files")
    void shouldOutliveAHand() throws IOException {
        Path large = directory.root().resolve("large");
        assertThat(bash("mkdir $1 && cd $1 && for i in $(seq 160); do truncate -s 8M $i; done", large)
                        .status())
                .isZero();
        BossProcess boss = BossProcess.startApart(
                directory.temporary(), Product.script().toString(), "-c", "digest " + large + "; crew");

        Awaitility.await("the first results")
                .atMost(Processes.LIVENESS)
                .until(() -> boss.lines().size() >= 10);
        ProcessHandle hand = Processes.hands(boss.handle()).get(0);
        hand.destroyForcibly();
        int before = boss.lines().size();

        assertThat(boss.awaitEnd()).isZero();
        List<String> results = boss.lines().stream()
                .filter(line -> line.contains(large.toString()))
                .toList();
        Files.write(sums, results);
        Figures.tell("SIGKILL of a hand after " + before + " of " + results.size() + " files");
        assertThat(before).as("killed in the middle").isLessThan(results.size());
        assertCovers(large);
        assertThat(bash("sha256sum -c --quiet $1", sums)).hasToString(new Outcome(0, "", "").toString());
        long done = BossProcess.crew(boss.lines()).values().stream()
                .mapToLong(BossProcess.Hand::done)
                .sum();
        assertThat(done).as(boss.toString()).isGreaterThanOrEqualTo(results.size());
    }

    @Test
    @DisplayName("is work of both hands, and not of the boss")
    void shouldLeaveTheWorkToTheHands() {
        Outcome outcome = bash("$1 -c \"digest $2; crew; targets\"", Product.script(), tree);

        assertThat(outcome.status()).as(outcome.toString()).isZero();
        Map<String, BossProcess.Hand> crew = BossProcess.crew(outcome.lines());
        assertThat(crew).containsOnlyKeys("h1", "h2");
        assertThat(crew.values()).allMatch(hand -> hand.done() > 0);
        long done = crew.values().stream().mapToLong(BossProcess.Hand::done).sum();
        assertThat(done).isGreaterThanOrEqualTo(210);
        assertThat(outcome.lines().stream().filter(line -> line.startsWith("digest ")))
                .extracting(line -> line.split("\\s+")[1])
                .containsExactlyInAnyOrder("h1", "h2");
    }

    @Test
    @DisplayName("names a directory that is not there, with status 1 and nothing on standard output")
    void shouldRefuseAMissingDirectory() {
        Outcome outcome = bash("$1 -c \"digest $2/none\"", Product.script(), tree);

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .contains(tree + "/none: no such file or directory")
                .hasLineCount(1);
    }

    @Test
    @DisplayName("reports a file and a directory that it may not read, does the rest, and ends with status 1")
    void shouldReportWhatItCannotRead() {
        // root may read everything; without two capabilities it may not
        String bounded = "setpriv --bounding-set=-dac_override,-dac_read_search --inh-caps=-all ";
        String prefix = System.getProperty("user.name").equals("root") ? bounded : "";
        assertThat(bash("chmod 0 \"$1/a b/with space\" $1/empty", tree).status())
                .isZero();
        assumeTrue(bash("! " + prefix + "cat \"$1/a b/with space\"", tree).status() == 0, "chmod has no effect here");

        Outcome outcome = bash(prefix + "$1 -c \"digest $2\" > $3", Product.script(), tree, sums);

        assertThat(outcome.status()).as(outcome.toString()).isEqualTo(1);
        assertThat(outcome.err())
                .contains(tree + "/a b/with space: permission denied")
                .contains(tree + "/empty: permission denied");
        assertThat(bash("chmod 700 $1/empty && rm -r $1/empty \"$1/a b/with space\"", tree)
                        .status())
                .isZero();
        assertCovers(tree);
    }

    @Test
    @Tag("long")
    @DisplayName("digests /usr/share")
    void shouldDigestManyFiles() {
        Outcome outcome = bash(CHECK, Product.script(), "/usr/share", sums);

        assertThat(outcome).hasToString(new Outcome(0, "", "").toString());
        assertCovers(Path.of("/usr/share"));
    }
}
