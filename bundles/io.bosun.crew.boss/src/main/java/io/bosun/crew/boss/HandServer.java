// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import io.bosun.transport.link.LinkFactory;
import io.bosun.transport.link.LinkServer;
import java.io.IOException;
import java.net.URI;
import java.util.function.Supplier;

/** Where hands come in: opened for the first of them. Used on the thread that owns the hands. */
final class HandServer implements AutoCloseable {
    private final LinkFactory links;
    private final Supplier<String> socketDirectory;
    private final Tokens tokens = new Tokens();
    private SocketDirectory directory;
    private LinkServer server;

    HandServer(LinkFactory links, Supplier<String> socketDirectory) {
        this.links = links;
        this.socketDirectory = socketDirectory;
    }

    Tokens tokens() {
        return tokens;
    }

    /** Opens it, unless it is open, and says where it is. */
    URI open() throws IOException {
        if (server == null) {
            SocketDirectory opened = SocketDirectory.open(socketDirectory.get());
            try {
                server = links.listen(opened.address(), tokens);
                directory = opened;
            } finally {
                if (server == null) {
                    opened.close();
                }
            }
        }
        return server.address();
    }

    URI address() {
        return server.address();
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
            server = null;
            directory.close();
        }
    }
}
