// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PeerUserTest {
    private final LogLines log = new LogLines();

    @Test
    @DisplayName("reliability 7: a peer of another user is told from one of our own")
    void shouldTellWhoThePeerIs() throws IOException {
        PeerUser self = PeerUser.find(log);
        UserPrincipal nobody =
                FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        assumeThat(self.self()).isNotEqualTo(nobody);
        Path directory = Files.createTempDirectory("user");
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("s"));
        try (ServerSocketChannel server = Rig.server(address);
                SocketChannel client = SocketChannel.open(address);
                SocketChannel accepted = server.accept()) {
            assertThat(self.isSame(accepted)).isTrue();
            assertThat(self.isSame(client)).isTrue();
            // whoever we were, the peer would be another
            PeerUser other = new PeerUser(nobody, log);
            assertThat(other.isSame(accepted)).isFalse();
            assertThat(other.isSame(client)).isFalse();
            assertThat(log.lines).isEmpty();
        } finally {
            Rig.remove(directory);
        }
    }
}
