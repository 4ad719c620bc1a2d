// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.main;

import io.bosun.crew.main.runtime.RuntimeIndex;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.stream.Collectors;

/** The main of a boss of its own: {@code java -jar bosun.jar}, see {@code --help}. A host container never runs it. */
public final class BossMain {
    private static final System.Logger LOG = System.getLogger(BossMain.class.getName());
    private static final int STATUS_ERROR = 1;
    private static final int STATUS_USAGE = 2;

    /** What would start a hand or open a socket. */
    private static final Set<String> CREW =
            Set.of("io.bosun.crew.boss", "io.bosun.crew.launch.local", "io.bosun.transport.socket");

    /** What is deployed, in the order in which FileInstall is to read it. */
    private static final List<String> DEPLOYED = List.of("config", "plugins");

    private BossMain() {}

    public static void main(String[] args) throws IOException {
        BossArguments arguments;
        try {
            arguments = BossArguments.parse(List.of(args));
        } catch (IllegalArgumentException e) {
            System.err.println("bosun: " + e.getMessage() + "; see bosun --help");
            Host.end(STATUS_USAGE);
            return;
        }
        switch (arguments.wish()) {
            case HELP -> print("help.txt");
            case VERSION -> print("version.txt");
            default -> Host.end(open(arguments));
        }
    }

    private static void print(String resource) throws IOException {
        try (InputStream in = BossMain.class.getResourceAsStream(resource);
                OutputStream out = new FileOutputStream(FileDescriptor.out)) {
            in.transferTo(out);
        }
    }

    private static int open(BossArguments arguments) {
        EarlySignals.ignore();
        // Whatever writes to System.out here is a framework or a library that has something to say, never the result:
        // the shell writes that to the file descriptor.
        System.setOut(System.err);
        try (BossDirectory directory = openDirectory(arguments)) {
            return run(arguments, directory);
        } catch (LockedException e) {
            System.err.println("bosun: " + e.getMessage());
            return STATUS_ERROR;
        } catch (IOException e) {
            // a directory or disk that cannot be used: where it was met in the code helps nobody
            System.err.println("bosun: the boss does not start: "
                    + (e.getClass() == IOException.class ? e.getMessage() : e.toString()));
            return STATUS_ERROR;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return STATUS_ERROR;
        } catch (Exception e) {
            LOG.log(System.Logger.Level.ERROR, "The boss does not start", e);
            return STATUS_ERROR;
        }
    }

    private static BossDirectory openDirectory(BossArguments arguments) throws IOException {
        boolean needsOwn = arguments.directory() == null && arguments.command() != null;
        return arguments.isPrint() || needsOwn
                ? BossDirectory.openPrivate()
                : BossDirectory.open(givenDirectory(arguments));
    }

    private static Path givenDirectory(BossArguments arguments) {
        return arguments.directory() != null
                ? arguments.directory()
                : Path.of(System.getProperty("bosun.default.dir", "run")).toAbsolutePath();
    }

    private static int run(BossArguments arguments, BossDirectory directory) throws Exception {
        ShutdownHook hook = new ShutdownHook(directory);
        Runtime.getRuntime().addShutdownHook(hook);
        Host host = hook.prepare(() -> prepare(arguments, directory));
        int status = host.run();
        // before that, for a signal that comes now ends the JVM as soon as the hook is through
        directory.close();
        hook.disarm();
        return status;
    }

    private static Host prepare(BossArguments arguments, BossDirectory directory) throws IOException {
        ErrorLog.configure(arguments.shell().equals("none") ? Level.INFO : Level.WARNING);
        ErrorLog.addFile(directory.folder("logs").resolve("boss.log"));
        List<Path> bundles;
        List<Path> deployed = new ArrayList<>();
        try (Payload payload = Payload.ofMain()) {
            bundles = unpack(payload, directory);
            for (String folder : DEPLOYED) {
                deployed.add(deployed(folder, arguments, directory, payload));
            }
        }
        Path profile = directory.folder("runtime").resolve("gosh/etc/gosh_profile");
        Files.createDirectories(profile.getParent());
        Files.writeString(profile, "# Nothing: no one is at this shell.\n");
        return new Host(properties(arguments, directory, deployed), bundles, arguments.isPrint() ? CREW : Set.of());
    }

    /** Who only prints reads the folder of another boss, if there is one, and writes nothing to it. */
    private static Path deployed(String name, BossArguments arguments, BossDirectory directory, Payload payload)
            throws IOException {
        Path others = givenDirectory(arguments).resolve(name);
        if (arguments.isPrint() && Files.isDirectory(others)) {
            BossDirectory.checkWatchable(others);
            return others;
        }
        directory.fill(name, payload);
        return directory.folder(name);
    }

    private static List<Path> unpack(Payload payload, BossDirectory directory) throws IOException {
        RuntimeIndex index;
        try (InputStream in = payload.open("runtime/" + RuntimeIndex.NAME)) {
            index = RuntimeIndex.read(in);
        }
        Path runtime = directory.unpack(index, path -> payload.open("runtime/" + path));
        return index.bundles().stream().map(runtime::resolve).toList();
    }

    private static Map<String, String> properties(
            BossArguments arguments, BossDirectory directory, List<Path> deployed) {
        Map<String, String> properties = new HashMap<>(Host.storage(directory.folder("cache")));
        properties.put("bosun.name", "boss");
        properties.put("bosun.dir", directory.root().toString());
        properties.put("bosun.shell", arguments.shell());
        properties.put("bosun.signals", signals(arguments));
        directory.pidFile().ifPresent(file -> properties.put("bosun.pidfile", file.toString()));
        if (arguments.command() != null) {
            properties.put("bosun.command", arguments.command());
            // a signal that comes before they are done: half a result, or none, is no success
            properties.put("bosun.signals.status", Integer.toString(STATUS_ERROR));
        }
        // Gogo starts a shell of its own, with the profile in etc/; ours, with another one, comes later
        properties.put("gosh.args", "--nointeractive --noshutdown");
        properties.put("gosh.home", directory.folder("runtime").resolve("gosh").toString());
        properties.putAll(fileInstall(directory, deployed));
        return properties;
    }

    /** What each does is the default of {@code io.bosun.lifecycle.process}, where nothing else is said. */
    private static String signals(BossArguments arguments) {
        if (arguments.command() != null) {
            // which is not to be torn apart by a restart
            return "TERM,INT,HUP=exit,USR1=publish";
        }
        // the shell takes Ctrl-C of a terminal for itself
        boolean hasTerminal = arguments.hasShell() && System.console() != null;
        return hasTerminal ? "TERM,HUP,USR1" : "TERM,INT,HUP,USR1";
    }

    private static Map<String, String> fileInstall(BossDirectory directory, List<Path> deployed) {
        String prefix = "felix.fileinstall.";
        return Map.of(
                // in this order: what a plugin finds configured at its start needs no change afterwards
                prefix + "dir", deployed.stream().map(Path::toString).collect(Collectors.joining(",")),
                prefix + "tmpdir", directory.folder("tmp").toString(),
                // no editor's copies, no half of a download with another name
                prefix + "filter", "[^.].*\\.(cfg|config|jar)",
                prefix + "poll", "400",
                prefix + "noInitialDelay", "true",
                prefix + "enableConfigSave", "false",
                prefix + "log.default", "jul",
                prefix + "log.level", "2");
    }
}
