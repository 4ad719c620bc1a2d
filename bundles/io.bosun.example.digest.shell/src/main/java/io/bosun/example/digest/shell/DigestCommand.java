// SPDX-License-Identifier: Apache-2.0

package io.bosun.example.digest.shell;

import io.bosun.command.CommandBus;
import io.bosun.command.CommandRegistry;
import io.bosun.example.digest.DigestFile;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Process;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell command {@code digest}: like {@code sha256sum} for every file of a directory, done by the crew. */
@Component(
        service = DigestCommand.class,
        property = {"osgi.command.scope=digest", "osgi.command.function=digest"})
public final class DigestCommand {
    private static final Duration ROUTE_WAIT = Duration.ofSeconds(10);

    private final CommandBus bus;
    private final RouteWait wait;

    /** Called by Declarative Services. */
    @Activate
    public DigestCommand(BundleContext context, @Reference CommandBus bus, @Reference CommandRegistry registry) {
        this.bus = bus;
        this.wait = new RouteWait(context, registry);
    }

    /** What the shell calls. */
    @Descriptor("prints the SHA-256 of every regular file below a directory, in lines that sha256sum -c reads")
    public void digest(
            CommandSession session, @Descriptor("the directory; links below it are not followed") String directory)
            throws InterruptedException {
        Process process = Process.Utils.current();
        if (process == null) {
            digest(session.currentDir(), directory, session.getConsole(), session.getConsole(), false);
        } else {
            boolean bar = process.isTty(2) && isErrorTerminal();
            digest(session.currentDir(), directory, process.out(), process.err(), bar);
        }
    }

    void digest(Path base, String directory, PrintStream out, PrintStream err, boolean bar)
            throws InterruptedException {
        Path root = root(base, directory);
        wait.await(DigestFile.class, ROUTE_WAIT);
        Printer printer = new Printer(out, err, bar ? count(root) : 0);
        Names names = new Names(directory, root.toUri());
        try (Round round = new Round(bus, printer)) {
            Walk.through(
                    root,
                    file -> {
                        URI uri = file.toUri();
                        round.ask(uri, names.of(uri));
                    },
                    (path, reason) -> round.fail(names.of(path.toUri()), reason));
            round.finish();
        } catch (IOException e) {
            throw refused(directory, e);
        } finally {
            printer.finish();
        }
        if (printer.failed() > 0) {
            long all = printer.printed() + printer.failed();
            throw new DigestFailedException("digest: " + printer.failed() + " of " + all + " failed");
        }
    }

    /** The directory itself may be a link: who names it, means where it leads. */
    private static Path root(Path base, String directory) {
        try {
            Path root = base.resolve(directory).toRealPath();
            if (!Files.isDirectory(root)) {
                throw new DigestFailedException("digest: " + directory + ": not a directory");
            }
            return root;
        } catch (InvalidPathException e) {
            throw new DigestFailedException("digest: " + directory + ": the name cannot be represented", e);
        } catch (IOException e) {
            throw refused(directory, e);
        }
    }

    private static DigestFailedException refused(String directory, IOException e) {
        return new DigestFailedException("digest: " + directory + ": " + Walk.reason(e), e);
    }

    private static long count(Path root) {
        AtomicLong files = new AtomicLong();
        try {
            Walk.through(root, file -> files.incrementAndGet(), (path, reason) -> files.incrementAndGet());
        } catch (IOException e) {
            // The walk that follows says so.
            return 0;
        }
        return files.get();
    }

    /** Not by {@code System.console()}: that looks at the output too, or, since Java 22, at nothing. */
    private static boolean isErrorTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return System.console() != null;
        }
    }
}
