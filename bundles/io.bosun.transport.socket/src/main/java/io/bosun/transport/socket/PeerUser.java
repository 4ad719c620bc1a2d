// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;

/** Tells who is at the other end of a unix socket, as the operating system knows it. */
final class PeerUser {
    private final UserPrincipal self;
    private final System.Logger log;
    private boolean warned;

    PeerUser(UserPrincipal self, System.Logger log) {
        this.self = self;
        this.log = log;
    }

    /**
     * Finds out who runs this process: the owner of a file that it makes.
     *
     * @throws IOException if no file can be made
     */
    static PeerUser find(System.Logger log) throws IOException {
        Path file = Files.createTempFile("bosun", null);
        try {
            return new PeerUser(Files.getOwner(file), log);
        } finally {
            Files.delete(file);
        }
    }

    /** The user of this process. */
    UserPrincipal self() {
        return self;
    }

    /** Whether the peer runs as the same user; true also where nobody can tell, after a warning. */
    boolean isSame(SocketChannel channel) throws IOException {
        UserPrincipal peer;
        try {
            peer = Credentials.of(channel);
        } catch (LinkageError | UnsupportedOperationException unavailable) {
            warn(unavailable);
            return true;
        }
        return peer.equals(self);
    }

    private synchronized void warn(Throwable unavailable) {
        if (!warned) {
            warned = true;
            log.log(
                    Level.WARNING,
                    "the user of a peer cannot be checked here ({0}): the directory''s mode and the token have to do",
                    unavailable.toString());
        }
    }

    /** Apart, because the package jdk.net is optional. */
    private static final class Credentials {
        private Credentials() {}

        static UserPrincipal of(SocketChannel channel) throws IOException {
            return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
        }
    }
}
