// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for changes of one file, wherever links lead to it and whether or not its directory is there yet. */
final class FileWatch implements AutoCloseable {
    /**
     * A process that is killed changes no file, and some file systems tell of no change, or of none by other machines:
     * so it looks now and then without being told.
     */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final int MAX_LINKS = 40;

    private final Path path;
    private final WatchService service;

    private FileWatch(Path path, WatchService service) {
        this.path = path;
        this.service = service;
    }

    static FileWatch open(Path path) {
        return new FileWatch(path, newService(path));
    }

    /** Returns null where there is none to be had: the system gives a user only so many. */
    private static WatchService newService(Path path) {
        try {
            return path.getFileSystem().newWatchService();
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }

    boolean await(BooleanSupplier condition, long nanos) throws InterruptedException {
        long begun = System.nanoTime();
        while (true) {
            // before each look: what happens from now on is told, what happened before is seen
            register();
            if (condition.getAsBoolean()) {
                return true;
            }
            long left = nanos - (System.nanoTime() - begun);
            if (left <= 0) {
                return false;
            }
            awaitEvent(Math.min(left, LOOK_NANOS));
        }
    }

    private void awaitEvent(long nanos) throws InterruptedException {
        if (service == null) {
            TimeUnit.NANOSECONDS.sleep(nanos);
            return;
        }
        WatchKey key = service.poll(nanos, TimeUnit.NANOSECONDS);
        while (key != null) {
            key.pollEvents();
            key.reset();
            key = service.poll();
        }
    }

    private void register() {
        if (service == null) {
            return;
        }
        try {
            for (Path directory : directories()) {
                directory.register(
                        service,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_DELETE,
                        StandardWatchEventKinds.ENTRY_MODIFY);
            }
        } catch (IOException e) {
            // it went meanwhile, or cannot be watched: the next look sees what is there then
            return;
        }
    }

    /** That of the file and of each link on the way to it; where one is not there, the nearest above it. */
    private Set<Path> directories() throws IOException {
        Set<Path> directories = new LinkedHashSet<>();
        Path at = path;
        for (int links = 0; links < MAX_LINKS; links++) {
            Path directory = at.getParent();
            while (directory.getParent() != null && !Files.isDirectory(directory)) {
                directory = directory.getParent();
            }
            directories.add(directory.toRealPath());
            if (!Files.isSymbolicLink(at)) {
                return directories;
            }
            at = at.resolveSibling(Files.readSymbolicLink(at));
        }
        throw new FileSystemLoopException(path.toString());
    }

    @Override
    public void close() {
        try {
            if (service != null) {
                service.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
