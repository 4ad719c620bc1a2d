// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What ships, as the build before these tests left it in the folder that the property {@code bosun.bndrun} names. */
final class Product {
    private static final Path BNDRUN =
            Path.of(System.getProperty("bosun.bndrun")).toAbsolutePath().normalize();

    private Product() {}

    static Path script() {
        return BNDRUN.resolve("bosun");
    }

    static Path jar() {
        return BNDRUN.resolve("target/bosun.jar");
    }

    /** The example's handler: the jar for the plugins folder. */
    static Path digestPlugin() {
        return BNDRUN.resolve("target/lib/io.bosun.example.digest.jar");
    }

    /** The bundles of a boss, sorted. */
    static List<Path> bundles() {
        try (Stream<Path> jars = Files.list(BNDRUN.resolve("target/export/boss"))) {
            return jars.filter(jar -> jar.toString().endsWith(".jar")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Options that keep a boss's temporary files, its socket too, within reach of the test. */
    static Map<String, String> environment(Path temporary) {
        return Map.of("BOSUN_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary);
    }
}
