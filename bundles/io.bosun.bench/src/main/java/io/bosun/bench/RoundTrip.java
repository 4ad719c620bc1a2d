// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench;

import io.bosun.bench.boss.EmbeddedBoss;
import io.bosun.bench.echo.Echo;
import io.bosun.bench.echo.EchoHandler;
import io.bosun.bench.echo.Echoed;
import io.bosun.command.CommandBus;
import io.bosun.command.CommandHandler;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** There and back, one at a time: each reply is compared with what was asked. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RoundTrip {
    static final int MESSAGE = 64;
    private static final String TEXT = "x".repeat(MESSAGE - Long.BYTES);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** The limit: another JVM at the end of a blocking unix socket. */
    @State(Scope.Benchmark)
    public static class RawPing {
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(MESSAGE);
        private Path directory;
        private Process process;
        private SocketChannel channel;
        private long number;

        @Setup
        public void open() throws IOException {
            directory = Files.createTempDirectory("bosun-bench-");
            Path path = directory.resolve("raw");
            try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                server.bind(UnixDomainSocketAddress.of(path));
                process = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                EchoProcess.class.getName(),
                                path.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                channel = server.accept();
            }
            Files.delete(path);
        }

        @TearDown
        public void close() throws IOException, InterruptedException {
            channel.close();
            if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            Files.delete(directory);
        }

        long ping() throws IOException {
            buffer.clear().putLong(0, ++number);
            EchoProcess.write(channel, buffer);
            if (!EchoProcess.read(channel, buffer)) {
                throw new EOFException("the echo process has gone");
            }
            return check(buffer.getLong(0), number);
        }
    }

    /** A call to a handler that is in this JVM, or in a hand. */
    public abstract static class Asker {
        private EmbeddedBoss boss;
        private CommandBus bus;
        private long number;

        abstract void place(EmbeddedBoss embedded) throws Exception;

        @Setup
        public void open() throws Exception {
            boss = EmbeddedBoss.open();
            place(boss);
            bus = boss.bus();
        }

        @TearDown
        public void close() throws IOException, InterruptedException {
            boss.close();
        }

        long ask() throws InterruptedException {
            Echoed reply = bus.call(new Echo(++number, TEXT), TIMEOUT);
            if (!reply.text().equals(TEXT)) {
                throw new IllegalStateException("the reply is " + reply);
            }
            return check(reply.number(), number);
        }
    }

    /** The handler is in a hand. */
    @State(Scope.Benchmark)
    public static class HandAsker extends Asker {
        @Override
        void place(EmbeddedBoss embedded) throws Exception {
            embedded.runInHand("h1", EchoBundle.TARGET, EchoBundle.bytes());
        }
    }

    /** The handler is in this JVM: what of a call is not the way to another process. */
    @State(Scope.Benchmark)
    public static class LocalAsker extends Asker {
        @Override
        void place(EmbeddedBoss embedded) {
            embedded.register(
                    CommandHandler.class,
                    new EchoHandler(),
                    Map.of(CommandHandler.HANDLES, Echo.class.getName(), CommandHandler.TARGET, EchoBundle.TARGET));
        }
    }

    @Benchmark
    public long raw(RawPing raw) throws IOException {
        return raw.ping();
    }

    @Benchmark
    public long hand(HandAsker asker) throws InterruptedException {
        return asker.ask();
    }

    @Benchmark
    public long local(LocalAsker asker) throws InterruptedException {
        return asker.ask();
    }

    private static long check(long got, long expected) {
        if (got != expected) {
            throw new IllegalStateException("got the reply to " + got + " instead of " + expected);
        }
        return got;
    }
}
