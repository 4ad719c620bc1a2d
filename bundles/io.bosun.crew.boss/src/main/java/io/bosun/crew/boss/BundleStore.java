// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import io.bosun.crew.Memo.BundleRef;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Copies of running bundles, made of their entries, for their locations may be streams or be gone. The same bundle
 * gives the same bytes in every container: manifest first, the rest sorted, times fixed. Not thread-safe.
 */
final class BundleStore {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
    private static final String JAR = ".jar";

    /** A copy of one revision, which it does not hold: the time alone may be that of a revision about to come. */
    private record Copy(WeakReference<BundleRevision> revision, long lastModified, BundleRef ref) {
        boolean isOf(Bundle bundle) {
            return revision.refersTo(bundle.adapt(BundleRevision.class)) && lastModified == bundle.getLastModified();
        }
    }

    private final Path directory;
    private final Map<Long, Copy> copies = new HashMap<>();

    BundleStore(Path directory) {
        this.directory = directory;
    }

    /**
     * Copies a bundle, or finds the copy of it as it is now.
     *
     * @throws IOException if it cannot be read or written
     * @throws IllegalStateException if it has been uninstalled
     */
    BundleRef copy(Bundle bundle) throws IOException {
        Copy known = copies.get(bundle.getBundleId());
        if (known != null && known.isOf(bundle)) {
            return known.ref;
        }
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        long lastModified = bundle.getLastModified();
        Files.createDirectories(directory);
        Path draft = Files.createTempFile(directory, "copy-", ".tmp");
        try {
            String sha256 = write(bundle, draft);
            Path file = directory.resolve(sha256 + JAR);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            BundleRef ref = new BundleRef(
                    bundle.getSymbolicName(),
                    bundle.getVersion().toString(),
                    sha256,
                    file.toUri().toString());
            copies.put(bundle.getBundleId(), new Copy(new WeakReference<>(revision), lastModified, ref));
            return ref;
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Removes all files but those of some hashes. */
    void retain(Set<String> hashes) throws IOException {
        copies.values().removeIf(each -> !hashes.contains(each.ref.sha256()));
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.{jar,tmp}")) {
            for (Path each : files) {
                String name = each.getFileName().toString();
                if (!hashes.contains(name.replace(JAR, ""))) {
                    Files.deleteIfExists(each);
                }
            }
        }
    }

    private static String write(Bundle bundle, Path file) throws IOException {
        MessageDigest digest = sha256();
        try (OutputStream out = new BufferedOutputStream(new DigestOutputStream(Files.newOutputStream(file), digest));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(Deflater.BEST_SPEED);
            writeEntry(zip, MANIFEST, entry(bundle, MANIFEST));
            for (String each : entries(bundle)) {
                writeEntry(zip, each, each.endsWith("/") ? null : entry(bundle, each));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void writeEntry(ZipOutputStream zip, String name, URL content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(TIME);
        zip.putNextEntry(entry);
        if (content != null) {
            try (InputStream in = content.openStream()) {
                in.transferTo(zip);
            }
        }
        zip.closeEntry();
    }

    private static URL entry(Bundle bundle, String path) throws IOException {
        URL url = bundle.getEntry(path);
        if (url == null) {
            throw new IOException("Bundle " + bundle + " has no entry " + path);
        }
        return url;
    }

    /** All entries but the manifest; directories too, whether the container has entries for them or not. */
    private static NavigableSet<String> entries(Bundle bundle) {
        NavigableSet<String> found = new TreeSet<>();
        collect(bundle, "/", found);
        found.remove(MANIFEST);
        return found;
    }

    private static void collect(Bundle bundle, String directory, NavigableSet<String> found) {
        var paths = bundle.getEntryPaths(directory);
        for (String path : paths == null ? Collections.<String>emptyList() : Collections.list(paths)) {
            String entry = path.startsWith("/") ? path.substring(1) : path;
            if (!entry.isEmpty() && found.add(entry) && entry.endsWith("/")) {
                collect(bundle, entry, found);
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
