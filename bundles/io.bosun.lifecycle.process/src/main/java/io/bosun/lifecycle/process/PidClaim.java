// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import io.bosun.lifecycle.ProcessIdentity;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A PID file that this process holds.
 *
 * <pre>
 * draft: written, locked, forced to disk > link to the name --- done -----------------------------> held
 *                                             | there is one
 *                                             v
 *                    its process lives, or it is no PID file > refused
 *                                             | dead
 *                                             v
 *                    lock it > still of that name? > still dead? > rename the draft over it -------> held
 *                      | held    | no                  | no
 *                      v         v                     v
 *                    again     again                 refused
 * </pre>
 *
 * <p>Who takes a file over holds the locks of both, so there is one at most. The lock alone would not do: the system
 * gives it back when any part of this process closes any other descriptor of the file. So what stands in the file
 * counts by itself, and the lock decides between those who would take over a stale one.
 */
final class PidClaim implements Closeable {
    private static final int MAX_BYTES = 4096;

    /** Two seconds in all: somebody who takes the file over needs some milliseconds. */
    private static final int TRIES = 100;

    private static final long NAP_MILLIS = 20;

    private final Path given;
    private final Path file;
    private final PidDraft placed;

    private PidClaim(Path given, Path file, PidDraft placed) {
        this.given = given;
        this.file = file;
        this.placed = placed;
    }

    /**
     * Claims a file for this process.
     *
     * @throws PidFileException saying why it cannot be had, and what to do; nothing has changed then
     */
    static PidClaim of(Path given) throws PidFileException {
        try {
            Path file = locate(given);
            // one at a time in this process: to look at a stale file gives back the lock of who is taking it over
            synchronized (PidClaim.class) {
                // most refusals end here, before anything is written
                check(file);
                PidDraft.tidy(file);
                return new PidClaim(given, file, claim(file));
            }
        } catch (PidFileException e) {
            throw e;
        } catch (IOException e) {
            String reason = e.getClass() == IOException.class ? e.getMessage() : e.toString();
            throw new PidFileException("Cannot make the PID file " + given + ": " + reason, e);
        }
    }

    private static Path locate(Path given) throws IOException {
        Path directory = given.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new PidFileException("There is no directory for the PID file " + given + ": make it");
        }
        return directory.toRealPath().resolve(given.getFileName());
    }

    private static void check(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new PidFileException(file + " is to be a PID file, but is a directory, a link or a device");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            refuseLive(file, owner(file, channel));
        } catch (NoSuchFileException e) {
            // so much the better
            return;
        }
    }

    private static PidDraft claim(Path file) throws IOException {
        for (int tries = 0; tries < TRIES; tries++) {
            PidDraft draft = null;
            boolean isPlaced = false;
            try {
                draft = PidDraft.write(file, ProcessIdentity.current());
                isPlaced = draft.place(file) || takeOver(file, draft);
                if (isPlaced) {
                    return draft;
                }
            } catch (NoSuchFileException e) {
                // the file went meanwhile, or the draft was tidied away
                isPlaced = false;
            } finally {
                if (draft != null && !isPlaced) {
                    draft.close();
                }
            }
            nap();
        }
        throw new PidFileException("PID file " + file
                + " is locked by a process that is not to be seen from here, as in another container");
    }

    /** Puts the draft in the place of a file whose process is dead; returns false if that may work later. */
    private static boolean takeOver(Path file, PidDraft draft) throws IOException {
        Object key = PidDraft.keyOf(file);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            refuseLive(file, owner(file, channel));
            // nothing here may open the file once more: to close that would give the lock back
            if (!lock(file, channel) || !key.equals(PidDraft.keyOf(file))) {
                return false;
            }
            refuseLive(file, owner(file, channel));
            draft.replace(file);
            return true;
        }
    }

    private static boolean lock(Path file, FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            throw new PidFileException("PID file " + file + " is held by this process already");
        }
    }

    private static ProcessIdentity owner(Path file, FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
        channel.read(bytes, 0);
        String text = StandardCharsets.ISO_8859_1.decode(bytes.flip()).toString();
        return ProcessIdentity.parse(text)
                .orElseThrow(() -> new PidFileException(file + " is to be a PID file, but "
                        + (text.isEmpty() ? "is empty" : "has something else in it")
                        + ", and is not overwritten: move it away if nobody needs it"));
    }

    /** A file of this very process is one that it has left: who still holds it is found by the lock. */
    private static void refuseLive(Path file, ProcessIdentity owner) throws PidFileException {
        if (owner.pid() != ProcessHandle.current().pid() && owner.isAlive()) {
            String command = ProcessHandle.of(owner.pid())
                    .flatMap(process -> process.info().command())
                    .map(path -> " (" + path + ")")
                    .orElse("");
            throw new PidFileException(
                    "PID file " + file + " is that of process " + owner.pid() + command + ", which is alive: end it");
        }
    }

    private static void nap() throws InterruptedIOException {
        try {
            Thread.sleep(NAP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while another process takes it over");
        }
    }

    /** Whether it was claimed by this path. */
    boolean isOf(Path path) {
        return given.equals(path);
    }

    /** Returns where it is. */
    @Override
    public String toString() {
        return file.toString();
    }

    /** Removes the file if it is still this one, and gives the lock back. */
    @Override
    public void close() throws IOException {
        try (placed) {
            if (placed.isAt(file)) {
                Files.delete(file);
            }
        } catch (NoSuchFileException e) {
            // somebody has removed it: nothing is left to do
            return;
        }
    }
}
