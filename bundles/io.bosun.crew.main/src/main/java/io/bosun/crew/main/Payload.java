// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.main;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/** What the boss's jar carries besides classes, in folders: {@code runtime/}, {@code config/}, {@code plugins/}. */
final class Payload implements AutoCloseable {
    private final JarFile jar;

    Payload(Path jar) throws IOException {
        this.jar = new JarFile(jar.toFile(), false);
    }

    /** Of the jar that this class is in. */
    static Payload ofMain() throws IOException {
        try {
            Path jar = Path.of(Payload.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return new Payload(jar);
        } catch (URISyntaxException e) {
            throw new IOException("Cannot find the jar of the boss", e);
        }
    }

    /** Names of the files directly in a folder, sorted. */
    List<String> names(String folder) {
        String prefix = folder + "/";
        return jar.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.startsWith(prefix) && name.indexOf('/', prefix.length()) < 0)
                .map(name -> name.substring(prefix.length()))
                .filter(name -> !name.isEmpty())
                .sorted()
                .toList();
    }

    InputStream open(String path) throws IOException {
        ZipEntry entry = jar.getEntry(path);
        if (entry == null) {
            throw new IOException(jar.getName() + " has no " + path + "; build it again");
        }
        return jar.getInputStream(entry);
    }

    @Override
    public void close() throws IOException {
        jar.close();
    }
}
