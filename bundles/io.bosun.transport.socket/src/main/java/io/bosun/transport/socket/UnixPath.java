// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Set;

/** The path of a socket file: checked before anything is made of it. */
final class UnixPath {
    static final String SCHEME = "unix";

    /** What the kernel has room for. */
    private static final int KERNEL_BYTES = System.getProperty("os.name").startsWith("Mac") ? 104 : 108;

    /** The JDK keeps two of them. */
    static final int MAX_BYTES = KERNEL_BYTES - 2;

    private static final int FILE_TYPE = 0170000;
    private static final int SOCKET = 0140000;

    private static final Set<PosixFilePermission> PRIVATE_DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> PRIVATE_FILE = PosixFilePermissions.fromString("rw-------");

    private final Path path;

    private UnixPath(Path path) {
        this.path = path;
    }

    /** @throws IOException if the address cannot be that of a unix socket */
    static UnixPath of(URI address) throws IOException {
        String text = address.getPath();
        if (!SCHEME.equals(address.getScheme()) || text == null || !text.startsWith("/") || hasMore(address)) {
            throw new IOException(address + " is no address of a unix socket: write unix:/path");
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw new IOException("the path " + text + " has " + bytes + " bytes; a unix socket's may have at most "
                    + MAX_BYTES + ": choose a shorter directory");
        }
        try {
            Path path = Path.of(text);
            if (path.getParent() == null) {
                throw new IOException(address + " names no file");
            }
            return new UnixPath(path);
        } catch (InvalidPathException invalid) {
            throw new IOException("no file can have the path " + text, invalid);
        }
    }

    private static boolean hasMore(URI address) {
        return address.getAuthority() != null || address.getQuery() != null || address.getFragment() != null;
    }

    Path path() {
        return path;
    }

    UnixDomainSocketAddress address() {
        return UnixDomainSocketAddress.of(path);
    }

    /** Makes the directory if it is not there, and sees that nobody else can reach into it. */
    void prepareDirectory(UserPrincipal self) throws IOException {
        Path directory = path.getParent();
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(PRIVATE_DIRECTORY));
        }
        refuseLinks();
        PosixFileAttributes found =
                Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!found.isDirectory()) {
            throw new IOException(directory + " is no directory");
        }
        if (!found.owner().equals(self)) {
            throw new IOException("the directory " + directory + " belongs to " + found.owner() + ", not to " + self);
        }
        Set<PosixFilePermission> others = EnumSet.copyOf(found.permissions());
        others.removeAll(PRIVATE_DIRECTORY);
        if (!others.isEmpty()) {
            throw new IOException("the directory " + directory + " is open to others, its mode is "
                    + PosixFilePermissions.toString(found.permissions()) + ": make it rwx------, or choose another");
        }
    }

    /** Somebody else might decide where a symbolic link leads. */
    void refuseLinks() throws IOException {
        for (Path each : new Path[] {path.getParent(), path}) {
            if (Files.isSymbolicLink(each)) {
                throw new IOException(each + " is a symbolic link, which is not followed: name the file it leads to");
            }
        }
    }

    /** Removes a socket file that nobody listens at. */
    void removeStale() throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        if ((mode & FILE_TYPE) != SOCKET) {
            throw new IOException(path + " is there and is no socket: remove it, or choose another path");
        }
        if (isLive()) {
            throw new IOException(path + " is in use: somebody listens there");
        }
        Files.deleteIfExists(path);
    }

    private boolean isLive() throws IOException {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false);
            probe.connect(address());
            return true;
        } catch (ConnectException refused) {
            return false;
        } catch (SocketException full) {
            // a listener whose queue is full has no other answer
            return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** Takes everybody else's rights from the file that was bound; returns what tells it from others. */
    Object claim() throws IOException {
        Files.setPosixFilePermissions(path, PRIVATE_FILE);
        return fileKey();
    }

    /** Removes the file if it is still the one that was claimed. */
    void removeIfStill(Object claimed) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && fileKey().equals(claimed)) {
            Files.deleteIfExists(path);
        }
    }

    private Object fileKey() throws IOException {
        return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }
}
