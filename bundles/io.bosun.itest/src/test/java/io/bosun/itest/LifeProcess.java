// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/**
 * A process that is a framework with the bundles of the lifecycle and no others, and a main as ours are: as a boss in
 * what is tested of it, but quick to start.
 */
final class LifeProcess {
    private static final List<String> BUNDLES = List.of(
            "io.bosun.lifecycle.api",
            "io.bosun.lifecycle.provider",
            "io.bosun.lifecycle.process",
            "org.apache.felix.scr",
            "org.osgi.service.component",
            "org.osgi.util.function",
            "org.osgi.util.promise");

    /** Among the properties: ends as soon as it has started. */
    private static final String END = "end";

    private LifeProcess() {}

    /**
     * The command line.
     *
     * @param directory for its cache, new
     * @param properties of the framework
     */
    static List<String> line(Path directory, Map<String, String> properties) {
        return line("-XX:SharedArchiveFile=" + Quick.ARCHIVE, directory, properties);
    }

    private static List<String> line(String option, Path directory, Map<String, String> properties) {
        List<String> line = new ArrayList<>(List.of(
                Product.java(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:CompileThresholdScaling=10",
                "-XX:-UsePerfData",
                option));
        line.addAll(List.of("-cp", Quick.CLASS_PATH, LifeProcess.class.getName(), directory.toString()));
        properties.forEach((key, value) -> line.add(key + "=" + value));
        line.add("--");
        Product.bundles().stream()
                .filter(LifeProcess::isWanted)
                .map(Path::toString)
                .forEach(line::add);
        return line;
    }

    private static boolean isWanted(Path jar) {
        String name = jar.getFileName().toString();
        return BUNDLES.stream().anyMatch(wanted -> name.matches(wanted + "[-_\\d].*|" + wanted + "\\.jar"));
    }

    /** What makes many starts quick: the classes of framework and main, as one start has left them. */
    private static final class Quick {
        static final Path DIRECTORY = newDirectory();
        static final String CLASS_PATH = String.join(
                File.pathSeparator,
                jar().toString(),
                location(FrameworkFactory.class).toString());
        static final Path ARCHIVE = archive();

        /** The JVM archives no classes of a folder. */
        private static Path jar() {
            Path jar = DIRECTORY.resolve("main.jar");
            String name = LifeProcess.class.getName().replace('.', '/') + ".class";
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                    InputStream in = LifeProcess.class.getResourceAsStream("/" + name)) {
                out.putNextEntry(new ZipEntry(name));
                in.transferTo(out);
                out.closeEntry();
                return jar;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Path archive() {
            Path archive = DIRECTORY.resolve("classes.jsa");
            List<String> line =
                    line("-XX:ArchiveClassesAtExit=" + archive, DIRECTORY.resolve("cache"), Map.of(END, "true"));
            // without an archive, as in a JVM that cannot, all is slower and nothing else
            BossProcess.start(DIRECTORY, line).awaitEnd();
            return archive;
        }

        private static Path location(Class<?> type) {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().getPath());
        }

        private static Path newDirectory() {
            try {
                Path made = Files.createTempDirectory("life");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> TestDirectory.delete(made), "itest-life"));
                return made;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Starts one, with both outputs as one. */
    static BossProcess start(TestDirectory directory, Map<String, String> properties, String... prefix) {
        List<String> line = new ArrayList<>(List.of(prefix));
        line.addAll(line(newDirectory(directory), properties));
        return BossProcess.start(directory.temporary(), line);
    }

    static Path newDirectory(TestDirectory directory) {
        try {
            return Files.createTempDirectory(directory.root(), "l");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> properties = new HashMap<>();
        properties.put(Constants.FRAMEWORK_STORAGE, args[0]);
        int next = 1;
        for (; !args[next].equals("--"); next++) {
            String[] pair = args[next].split("=", 2);
            properties.put(pair[0], pair[1]);
        }
        Framework framework = new FrameworkFactory().newFramework(properties);
        framework.init();
        CompletableFuture<Integer> status = new CompletableFuture<>();
        BundleContext context = framework.getBundleContext();
        Dictionary<String, Object> main = new Hashtable<>(Map.of("bosun.exit", "main"));
        context.registerService(IntConsumer.class, status::complete, main);
        List<Bundle> bundles = new ArrayList<>();
        for (String jar : List.of(args).subList(next + 1, args.length)) {
            bundles.add(context.installBundle("reference:" + Path.of(jar).toUri()));
        }
        for (Bundle bundle : bundles) {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        }
        framework.start();
        if (properties.containsKey(END)) {
            status.complete(0);
        }
        int told = status.get();
        framework.stop();
        framework.waitForStop(0);
        System.exit(told);
    }
}
