// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The private directory that the boss's socket is in; removed with it if it was made here. */
final class SocketDirectory implements AutoCloseable {
    private static final Logger LOG = System.getLogger(SocketDirectory.class.getName());
    static final String PREFIX = "bosun-";
    static final String SOCKET = "boss";
    static final String MODE = "rwx------";
    /** The least of what systems allow for the path of a socket, its closing zero included. */
    private static final int LONGEST_PATH = 103;

    private final Path directory;
    private final boolean made;

    private SocketDirectory(Path directory, boolean made) {
        this.directory = directory;
        this.made = made;
    }

    /** Opens the configured directory, or a new one if that is empty. */
    static SocketDirectory open(String configured) throws IOException {
        if (!configured.isEmpty()) {
            Path directory = Path.of(configured).toAbsolutePath();
            // The link factory makes it, private, if it is not there.
            return new SocketDirectory(checked(directory), Files.notExists(directory));
        }
        Path parent = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
        checked(parent.resolve(PREFIX + Long.MAX_VALUE));
        Path made = Files.createTempDirectory(
                parent, PREFIX, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(MODE)));
        StaleSockets.remove(made);
        return new SocketDirectory(made, true);
    }

    private static Path checked(Path directory) throws IOException {
        String socket = directory.resolve(SOCKET).toString();
        if (socket.getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
            throw new IOException("The path of the socket " + socket + " is longer than " + LONGEST_PATH
                    + " bytes: configure a shorter socketDirectory");
        }
        return directory;
    }

    URI address() {
        return URI.create("unix:" + directory.resolve(SOCKET).toUri().getRawPath());
    }

    @Override
    public void close() {
        if (!made) {
            return;
        }
        try {
            Files.deleteIfExists(directory.resolve(SOCKET));
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The directory " + directory + " could not be removed", e);
        }
    }
}
