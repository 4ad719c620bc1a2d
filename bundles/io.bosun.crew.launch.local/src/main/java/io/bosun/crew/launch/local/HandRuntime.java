// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.launch.local;

import io.bosun.crew.main.runtime.RuntimeIndex;
import io.bosun.crew.main.runtime.RuntimeStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/**
 * What every hand has, unpacked: the framework and the hand's main in {@code lib/}, bundles in {@code bundles/}.
 *
 * @param directory of the unpacked runtime
 * @param libraries the class path
 * @param bundles symbolic names
 */
record HandRuntime(Path directory, List<Path> libraries, Set<String> bundles) {
    private static final String FOLDER = "runtime/";

    /** Unpacks what this bundle carries, into the boss's directory where there is one, else into the bundle's own. */
    static HandRuntime unpack(BundleContext context) throws IOException {
        String directory = context.getProperty("bosun.dir");
        Path root = directory == null ? context.getDataFile("runtime").toPath() : Path.of(directory, "runtime", "hand");
        Bundle bundle = context.getBundle();
        RuntimeIndex index;
        try (InputStream in = open(bundle, RuntimeIndex.NAME)) {
            index = RuntimeIndex.read(in);
        }
        RuntimeStore store = new RuntimeStore(root);
        Path runtime = store.unpack(index, path -> open(bundle, path));
        // of an earlier version; its hands are gone
        store.retain(runtime);
        return read(runtime, index);
    }

    private static InputStream open(Bundle bundle, String path) throws IOException {
        URL entry = bundle.getEntry(FOLDER + path);
        if (entry == null) {
            throw new IOException(bundle + " has no " + FOLDER + path + "; build it again");
        }
        return entry.openStream();
    }

    /** Of a runtime that is unpacked. */
    static HandRuntime read(Path directory, RuntimeIndex index) throws IOException {
        Set<String> names = new HashSet<>();
        for (String path : index.bundles()) {
            names.add(symbolicName(directory.resolve(path)));
        }
        List<Path> libraries =
                index.libraries().stream().map(directory::resolve).toList();
        return new HandRuntime(directory, libraries, Set.copyOf(names));
    }

    private static String symbolicName(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile(), false)) {
            Manifest manifest = file.getManifest();
            String name =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
            if (name == null) {
                throw new IOException(jar + " in the runtime of a hand is no bundle");
            }
            int parameters = name.indexOf(';');
            return (parameters < 0 ? name : name.substring(0, parameters)).strip();
        }
    }
}
