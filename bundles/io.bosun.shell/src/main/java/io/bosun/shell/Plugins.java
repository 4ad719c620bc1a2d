// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** The jars of the folders that FileInstall watches, and what has become of them. */
final class Plugins {
    private static final String WATCHED = "felix.fileinstall.dir";

    private final BundleContext context;
    private final List<Path> folders;

    Plugins(BundleContext context) {
        this.context = context;
        this.folders = folders(context);
    }

    /** One jar. */
    record PluginRow(String file, String bundle, String version, String state, String problem) {}

    /** The watched folders; none in a container that watches none. */
    List<Path> folders() {
        return folders;
    }

    /** Every jar, sorted by name. */
    List<PluginRow> rows() {
        Bundle[] bundles = context.getBundles();
        return jars().stream().map(jar -> row(jar, bundles)).toList();
    }

    /** Whether each jar is at work: then no command of a plugin is still to come. */
    boolean areSettled() {
        Bundle[] bundles = context.getBundles();
        return jars().stream()
                .allMatch(jar -> bundleOf(jar, bundles)
                        .filter(b -> b.getState() == Bundle.ACTIVE)
                        .isPresent());
    }

    private static List<Path> folders(BundleContext context) {
        String watched = context.getProperty(WATCHED);
        String directory = context.getProperty(Properties.DIRECTORY);
        if (watched == null) {
            return directory == null ? List.of() : List.of(Path.of(directory, "plugins"));
        }
        return Stream.of(watched.split(","))
                .map(folder -> Path.of(folder.strip()).toAbsolutePath().normalize())
                .toList();
    }

    private TreeSet<Path> jars() {
        TreeSet<Path> jars = new TreeSet<>();
        for (Path folder : folders) {
            // As FileInstall is told to: a name that begins with a dot is an editor's copy.
            try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "[!.]*.jar")) {
                found.forEach(jars::add);
            } catch (IOException e) {
                // A folder that is not there has no plugins.
                continue;
            }
        }
        return jars;
    }

    private static PluginRow row(Path jar, Bundle[] bundles) {
        String file = jar.getFileName().toString();
        return bundleOf(jar, bundles)
                .map(b -> new PluginRow(
                        file, name(b), b.getVersion().toString(), state(b.getState()), problem(b, bundles)))
                .orElseGet(() -> new PluginRow(file, "-", "-", "not installed", problem(jar, bundles)));
    }

    /** FileInstall installs a jar under its URI. */
    private static Optional<Bundle> bundleOf(Path jar, Bundle[] bundles) {
        String location = jar.toUri().getPath();
        return Arrays.stream(bundles)
                .filter(b -> b.getLocation().startsWith("file:"))
                .filter(b -> location.equals(pathOf(b.getLocation())))
                .findFirst();
    }

    private static String pathOf(String location) {
        try {
            return URI.create(location).getPath();
        } catch (IllegalArgumentException e) {
            return location.substring("file:".length());
        }
    }

    private static String problem(Bundle bundle, Bundle[] bundles) {
        return switch (bundle.getState()) {
            case Bundle.ACTIVE -> "";
            case Bundle.INSTALLED -> {
                String missing = Requirements.missing(bundle, bundles);
                yield missing.isEmpty() ? "not resolved yet, or against others; see the log" : "missing " + missing;
            }
            default -> "does not start; see the log";
        };
    }

    private static String problem(Path jar, Bundle[] bundles) {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            Attributes main = manifest == null ? new Attributes() : manifest.getMainAttributes();
            String name = main.getValue(Constants.BUNDLE_SYMBOLICNAME);
            if (name == null) {
                return "not a bundle: its manifest has no " + Constants.BUNDLE_SYMBOLICNAME;
            }
            String version = Objects.toString(main.getValue(Constants.BUNDLE_VERSION), "0.0.0");
            return Arrays.stream(bundles)
                    .filter(b -> name.split(";")[0].strip().equals(b.getSymbolicName())
                            && version.equals(b.getVersion().toString()))
                    .findFirst()
                    .map(b -> "bundle " + b.getBundleId() + " has the same name and version")
                    .orElse("waits to be installed, or cannot be; see the log");
        } catch (IOException e) {
            return "not a readable jar: " + ShellException.oneLine(String.valueOf(e.getMessage()));
        }
    }

    private static String name(Bundle bundle) {
        return Objects.toString(bundle.getSymbolicName(), "-");
    }

    private static String state(int state) {
        return switch (state) {
            case Bundle.INSTALLED -> "installed";
            case Bundle.RESOLVED -> "resolved";
            case Bundle.STARTING -> "starting";
            case Bundle.ACTIVE -> "active";
            case Bundle.STOPPING -> "stopping";
            default -> "uninstalled";
        };
    }
}
