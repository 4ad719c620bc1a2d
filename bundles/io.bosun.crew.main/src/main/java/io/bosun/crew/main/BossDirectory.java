// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.main;

import io.bosun.crew.main.runtime.RuntimeIndex;
import io.bosun.crew.main.runtime.RuntimeStore;
import io.bosun.crew.main.runtime.Trees;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * The one directory of a boss:
 *
 * <pre>
 *   config/   one file for each part, read again when it changes      plugins/  bundles, at work while they are here
 *   logs/     boss.log, and NAME.log for each hand                    hands/    the hands' own directories
 *   lock      held while a boss runs here; has its pid                runtime/  what the jar carries, unpacked
 *   bosun.pid for others, while the boss is at work                   tmp/
 *   cache/    the framework's, made anew at each start
 * </pre>
 */
final class BossDirectory implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(BossDirectory.class.getName());

    private final Path root;
    private final boolean isPrivate;
    private final DirectoryLock lock;
    private boolean closed;

    private BossDirectory(Path root, boolean isPrivate) throws IOException {
        this.root = Files.createDirectories(root).toRealPath();
        this.isPrivate = isPrivate;
        this.lock = DirectoryLock.acquire(this.root);
        for (String folder : List.of("logs", "hands", "runtime", "tmp")) {
            Files.createDirectories(this.root.resolve(folder));
        }
    }

    /**
     * Opens a directory for this process alone.
     *
     * @throws LockedException if another boss runs on it
     */
    static BossDirectory open(Path root) throws IOException {
        checkWatchable(root);
        return new BossDirectory(root, false);
    }

    /** @throws IOException if folders of the directory could not be told to FileInstall */
    static void checkWatchable(Path root) throws IOException {
        if (root.toString().indexOf(',') >= 0) {
            // FileInstall takes a list of directories, and has no way to escape
            throw new IOException("The directory " + root + " has a comma in its path; give another one with --dir");
        }
    }

    /** Opens a new directory, which {@link #close} deletes. */
    static BossDirectory openPrivate() throws IOException {
        return new BossDirectory(Files.createTempDirectory("bosun-"), true);
    }

    Path root() {
        return root;
    }

    Path folder(String name) {
        return root.resolve(name);
    }

    /** Where others find the pid of this boss; nobody looks into a private directory. */
    Optional<Path> pidFile() {
        return isPrivate ? Optional.empty() : Optional.of(root.resolve("bosun.pid"));
    }

    /** Unpacks the boss's own runtime, and deletes that of an earlier version. */
    Path unpack(RuntimeIndex index, RuntimeStore.Opener opener) throws IOException {
        RuntimeStore store = new RuntimeStore(folder("runtime").resolve("boss"));
        Path runtime = store.unpack(index, opener);
        store.retain(runtime);
        return runtime;
    }

    /**
     * Fills a folder with what the jar carries for it, if it is not there: what a user changed or deleted stays so.
     */
    void fill(String folder, Payload payload) throws IOException {
        Path target = folder(folder);
        if (Files.isDirectory(target)) {
            return;
        }
        Path draft = root.resolve(".draft");
        // what a killed boss left; no other is here now
        Trees.delete(draft);
        Files.createDirectory(draft);
        try {
            for (String name : payload.names(folder)) {
                try (InputStream in = payload.open(folder + "/" + name)) {
                    Files.copy(in, draft.resolve(name));
                }
            }
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Trees.delete(draft);
        }
    }

    /** Gives the lock back, and deletes a private directory; who comes second waits until that is done. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            lock.close();
            if (isPrivate) {
                Trees.delete(root);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "Cannot clean up " + root, e);
        }
    }
}
