// SPDX-License-Identifier: Apache-2.0

package io.bosun.example.digest.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bosun.command.Command;
import io.bosun.command.CommandBus;
import io.bosun.command.Reason;
import io.bosun.command.UndeliveredException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigestCommandTest {
    private final ExecutorService pool = Executors.newFixedThreadPool(3);
    private final LocalBus bus = new LocalBus(pool);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path base;

    @BeforeEach
    void makeFiles() throws IOException {
        Files.createDirectories(base.resolve("dir/sub dir/empty"));
        Files.writeString(base.resolve("dir/a"), "a");
        Files.writeString(base.resolve("dir/sub dir/b  b"), "b");
        Files.writeString(base.resolve("dir/grüße-日本.txt"), "c");
        Files.writeString(base.resolve("dir/back\\slash"), "d");
        Files.writeString(base.resolve("dir/sub dir/line\nfeed"), "e");
        Files.writeString(base.resolve("dir/carriage\rreturn"), "f");
        Files.writeString(Path.of(URI.create(base.toUri() + "dir/bad%FF%FEname")), "g");
        Files.createSymbolicLink(base.resolve("dir/link"), base.resolve("dir/a"));
        Files.createSymbolicLink(base.resolve("dir/loop"), base.resolve("dir"));
    }

    @AfterEach
    void endPool() throws InterruptedException {
        pool.shutdownNow();
        assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldPrintWhatSha256sumChecksSilently() throws Exception {
        digest("dir");

        Path list = Files.write(base.resolve("list"), out.toByteArray());
        assertThat(run("sha256sum", "-c", "--quiet", "--strict", list.toString()))
                .isEqualTo("0:");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void shouldPrintExactlyWhatSha256sumPrintsForWhatFindFinds() throws Exception {
        for (String given : List.of("dir", "dir/", "dir//", "./dir", ".", "./", base + "/dir", base + "/dir/")) {
            out.reset();
            digest(given);

            String expected = run("find", given, "-type", "f", "-exec", "sha256sum", "{}", "+");
            assertThat(out.toString(StandardCharsets.ISO_8859_1)).as(given).isEqualTo(expected.substring(2));
        }
    }

    @Test
    void shouldKeepTheOrderOfTheWalkWhileManyAreUnderWay() throws Exception {
        for (int i = 0; i < 3000; i++) {
            Files.writeString(base.resolve("dir/f" + i), "x" + i);
        }
        digest("dir");

        String expected = run("find", "dir", "-type", "f", "-exec", "sha256sum", "{}", "+");
        assertThat(out.toString(StandardCharsets.ISO_8859_1)).isEqualTo(expected.substring(2));
    }

    @Test
    void shouldFollowTheDirectoryItselfWhereItIsALink() throws Exception {
        Files.createSymbolicLink(base.resolve("way"), base.resolve("dir/sub dir"));

        digest("way");

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("  way/b  b\n")
                .contains("  way/line\\nfeed\n");
    }

    @Test
    void shouldReportEachFailureOnOneLineAndDoTheRest() throws Exception {
        Files.writeString(base.resolve("dir/unreadable\n1"), "x");
        Files.writeString(base.resolve("dir/unreadable2"), "x");

        assertThatThrownBy(() -> digest("dir"))
                .isInstanceOf(DigestFailedException.class)
                .hasToString("digest: 2 of 9 failed");
        assertThat(err.toString(StandardCharsets.UTF_8).split("\n"))
                .containsExactlyInAnyOrder(
                        "digest: dir/unreadable\\n1: permission denied", "digest: dir/unreadable2: permission denied");
        assertThat(out.toString(StandardCharsets.UTF_8).split("\n")).hasSize(7);
    }

    @Test
    void shouldRefuseWhatIsNoDirectory() {
        assertThatThrownBy(() -> digest("none")).hasToString("digest: none: no such file or directory");
        assertThatThrownBy(() -> digest("dir/a")).hasToString("digest: dir/a: not a directory");
        assertThatThrownBy(() -> digest("a\0b")).hasToString("digest: a\0b: the name cannot be represented");
        assertThat(out.size() + err.size()).isZero();
    }

    @Test
    void shouldDigestAnEmptyDirectory() throws Exception {
        digest("dir/sub dir/empty");

        assertThat(out.size() + err.size()).isZero();
    }

    @Test
    void shouldWaitForTheRouteOfItsCommand() throws Exception {
        KnownRoute route = new KnownRoute(false);
        Future<?> digest = pool.submit(() -> {
            new DigestCommand(route.context, bus, route.registry).digest(base, "dir", stream(out), stream(err), false);
            return null;
        });
        await().until(() -> route.listeners.size() == 1);
        route.change(false);
        assertThat(bus.asked).hasValue(0);
        route.change(true);

        digest.get(30, TimeUnit.SECONDS);
        assertThat(route.listeners).isEmpty();
        assertThat(out.toString(StandardCharsets.UTF_8).split("\n")).hasSize(7);
    }

    @Test
    void shouldGiveUpAtOnceWhereNobodyAnswers() {
        CommandBus deserted = refusing(Reason.NO_HANDLER);

        assertThatThrownBy(() -> command(deserted).digest(base, "dir", stream(out), stream(err), false))
                .hasToString("digest: gave up after 0 files: NO_HANDLER: DigestFile/1");
        assertThat(err.size()).isZero();
    }

    @Test
    void shouldEndWhenInterrupted() throws Exception {
        CompletableFuture<Object> never = new CompletableFuture<>();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread shell = new Thread(() -> {
            try {
                command(answering(never)).digest(base, "dir", stream(out), stream(err), false);
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        shell.start();
        await().until(() -> shell.getState() == Thread.State.WAITING);
        shell.interrupt();

        shell.join(10_000);
        assertThat(thrown.get()).hasToString("digest: cancelled after 0 files");
        assertThat(never).isCancelled();
    }

    @Test
    void shouldEndWhenNobodyReadsTheResult() {
        PrintStream closed = new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        });

        assertThatThrownBy(() -> command(bus).digest(base, "dir", closed, stream(err), false))
                .hasMessageContaining("the output is closed");
    }

    @Test
    void shouldKeepTheBarOutOfTheResult() throws Exception {
        command(bus).digest(base, "dir", stream(out), stream(err), true);

        assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("\u001b");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("/7").endsWith("\r\u001b[K");
    }

    private void digest(String directory) throws InterruptedException {
        command(bus).digest(base, directory, stream(out), stream(err), false);
    }

    private static DigestCommand command(CommandBus bus) {
        KnownRoute route = new KnownRoute(true);
        return new DigestCommand(route.context, bus, route.registry);
    }

    private static PrintStream stream(OutputStream to) {
        return new PrintStream(to, true, StandardCharsets.US_ASCII);
    }

    private static CommandBus refusing(Reason reason) {
        return answering(CompletableFuture.failedFuture(UndeliveredException.of(reason, "DigestFile/1", null)));
    }

    private static CommandBus answering(CompletableFuture<?> answer) {
        return new StubBus() {
            @Override
            @SuppressWarnings("unchecked")
            public <R> CompletionStage<R> ask(Command<R> command) {
                return (CompletionStage<R>) answer;
            }
        };
    }

    /** Status and output of a program, byte for byte. */
    private String run(String... program) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(program)
                    .directory(base.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, () -> Arrays.toString(program) + " cannot be run: " + e);
            throw e;
        }
        byte[] output = process.getInputStream().readAllBytes();
        return process.waitFor() + ":" + new String(output, StandardCharsets.ISO_8859_1);
    }
}
