// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Removes the socket directories of bosses that were killed. Only what is beyond doubt goes: a directory that is named
 * as ours are, private, of this user, with nothing in it but a socket at which nobody listens, and not a new one, whose
 * boss may be just about to listen.
 */
final class StaleSockets {
    private static final Logger LOG = System.getLogger(StaleSockets.class.getName());
    private static final Duration YOUNG = Duration.ofMinutes(1);
    private static final Pattern OURS = Pattern.compile(SocketDirectory.PREFIX + "[0-9]+");
    private static final int FILE_TYPE = 0170000;
    private static final int SOCKET = 0140000;

    private StaleSockets() {}

    /** @param own a directory that this process has made there just now */
    static void remove(Path own) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(own.getParent(), SocketDirectory.PREFIX + "*")) {
            for (Path each : all) {
                if (OURS.matcher(each.getFileName().toString()).matches() && !each.equals(own)) {
                    removeIfStale(each, own);
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Cannot look for socket directories that were left behind", e);
        }
    }

    private static void removeIfStale(Path directory, Path own) {
        try {
            Path socket = directory.resolve(SocketDirectory.SOCKET);
            if (isOursAndOld(directory, own) && hasOnly(directory, socket) && isSocket(socket) && !isLive(socket)) {
                Files.delete(socket);
                Files.delete(directory);
                LOG.log(Level.INFO, "Removed {0}, which a boss that was killed had left behind", directory);
            }
        } catch (IOException e) {
            // Somebody else removes it, too, or it is none of our business.
            LOG.log(Level.DEBUG, "Left alone: " + directory, e);
        }
    }

    private static boolean isOursAndOld(Path directory, Path own) throws IOException {
        PosixFileAttributes found =
                Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return found.isDirectory()
                && found.owner().equals(Files.getOwner(own))
                && PosixFilePermissions.toString(found.permissions()).equals(SocketDirectory.MODE)
                && found.lastModifiedTime().toInstant().isBefore(Instant.now().minus(YOUNG));
    }

    private static boolean hasOnly(Path directory, Path file) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.limit(2).toList().equals(List.of(file));
        }
    }

    private static boolean isSocket(Path file) throws IOException {
        int mode = (Integer) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return (mode & FILE_TYPE) == SOCKET;
    }

    private static boolean isLive(Path socket) throws IOException {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(socket));
            return true;
        } catch (ConnectException refused) {
            return false;
        } catch (SocketException full) {
            // a listener whose queue is full has no other answer
            return true;
        }
    }
}
