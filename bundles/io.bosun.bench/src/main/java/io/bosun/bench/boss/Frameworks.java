// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.boss;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** OSGi frameworks inside this JVM: the one that is on the class path. */
public final class Frameworks {
    private static final long LIVENESS_MILLIS = 20_000;

    private Frameworks() {}

    /** A new framework that keeps its bundles in a directory. */
    public static Framework create(Path directory, Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(properties);
        all.put(Constants.FRAMEWORK_STORAGE, directory.resolve("cache").toString());
        return ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no OSGi framework on the class path"))
                .newFramework(all);
    }

    /** Waits for the framework to stop, and deletes the directory with all that is in it. */
    public static void stop(Framework framework, Path directory) throws IOException, InterruptedException {
        try {
            framework.stop();
        } catch (BundleException e) {
            throw new IOException("The framework does not stop", e);
        }
        framework.waitForStop(LIVENESS_MILLIS);
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(Frameworks::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
