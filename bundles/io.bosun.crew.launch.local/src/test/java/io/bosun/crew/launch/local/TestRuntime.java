// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.launch.local;

import io.bosun.crew.LaunchRequest;
import io.bosun.crew.main.HandMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.launch.FrameworkFactory;

/** A runtime of the real main and the real framework, without bundles; and what processes look like from outside. */
final class TestRuntime {
    static final HandCommand.Options DEFAULTS = new HandCommand.Options(64, 1, true, true);

    private TestRuntime() {}

    static HandRuntime write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path main = locationOf(HandMain.class);
        Path framework = frameworkJar();
        // any entry will do: the libraries are taken from where they are
        Files.writeString(directory.resolve("index"), "0".repeat(64) + "  lib/framework.jar\n");
        return new HandRuntime(directory, List.of(main, framework), Set.of("one"));
    }

    private static Path frameworkJar() throws IOException {
        for (String entry : System.getProperty("java.class.path").split(System.getProperty("path.separator"))) {
            if (entry.contains("org.apache.felix.framework-")) {
                return Path.of(entry);
            }
        }
        throw new IOException("No Felix on the class path, for " + FrameworkFactory.class);
    }

    private static Path locationOf(Class<?> type) throws IOException {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    static LaunchRequest request(Path root, String... jvmOptions) {
        return new LaunchRequest(
                "h1",
                root.resolve("hands/h1"),
                root.resolve("logs/h1.log"),
                List.of(jvmOptions),
                0,
                URI.create("unix:/tmp/none"),
                "s3cret",
                Map.of("bosun.test", "größe"));
    }

    /** State of a process as the kernel has it; a space if there is none. */
    static char state(long pid) throws IOException {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (NoSuchFileException e) {
            return ' ';
        }
    }

    /** A zombie that nobody reaps is dead. */
    static boolean isAlive(long pid) throws IOException {
        return " ZX".indexOf(state(pid)) < 0;
    }

    static String firstLine(Process process) throws IOException {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
    }
}
