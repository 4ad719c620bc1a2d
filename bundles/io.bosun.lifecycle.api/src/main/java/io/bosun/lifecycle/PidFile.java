// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Looks at a PID file from outside: whether a process lives that claims it. For launchers, supervisors and tests, on
 * the same machine. Any thread; every call looks anew, and holds nothing.
 *
 * <p>The first line of the file is the pid, the second tells when that process was started ({@link ProcessIdentity}),
 * so that a stale file is not taken for another process that was given the same pid. A file with a pid alone, as other
 * programs write it, is read as well.
 */
@ProviderType
public final class PidFile {
    private static final int MAX_BYTES = 4096;

    private final Path path;

    private PidFile(Path path) {
        this.path = path;
    }

    /** Returns the PID file of a path, where there need be neither file nor directory yet. Links are followed. */
    public static PidFile of(Path path) {
        return new PidFile(path.toAbsolutePath());
    }

    /** Returns where it is. */
    public Path path() {
        return path;
    }

    /**
     * Returns the pid of its owner.
     *
     * @return empty if there is no such file, if it is no PID file, and if its owner is dead
     * @throws UncheckedIOException if there is a file that cannot be read
     */
    public OptionalLong pid() {
        Optional<ProcessIdentity> owner = owner().filter(ProcessIdentity::isAlive);
        return owner.isPresent() ? OptionalLong.of(owner.get().pid()) : OptionalLong.empty();
    }

    /**
     * Waits until it has a live owner.
     *
     * @return the pid; empty if the timeout passed first. One of zero or less only looks
     * @throws UncheckedIOException if there is a file that cannot be read
     */
    public OptionalLong await(Duration timeout) throws InterruptedException {
        OptionalLong[] found = {OptionalLong.empty()};
        await(timeout, () -> {
            found[0] = pid();
            return found[0].isPresent();
        });
        return found[0];
    }

    /**
     * Waits until it has no live owner: the file is gone, or the process that it names. A process of ours removes its
     * file a little before its own end.
     *
     * @return false if the timeout passed first. One of zero or less only looks
     * @throws UncheckedIOException if there is a file that cannot be read
     */
    public boolean awaitGone(Duration timeout) throws InterruptedException {
        return await(timeout, () -> pid().isEmpty());
    }

    private boolean await(Duration timeout, BooleanSupplier condition) throws InterruptedException {
        if (condition.getAsBoolean()) {
            return true;
        }
        long nanos = TimeUnit.NANOSECONDS.convert(timeout);
        if (nanos <= 0) {
            return false;
        }
        try (FileWatch watch = FileWatch.open(path)) {
            return watch.await(condition, nanos);
        }
    }

    private Optional<ProcessIdentity> owner() {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES);
            return ProcessIdentity.parse(new String(bytes, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the PID file " + path, e);
        }
    }

    /** Returns the path. */
    @Override
    public String toString() {
        return path.toString();
    }
}
