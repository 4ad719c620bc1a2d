// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.transport.link.LinkServer;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SocketFileTest {
    private final Path directory;
    private final UnixLinkFactory factory;

    SocketFileTest() throws IOException {
        directory = Files.createTempDirectory("file");
        factory = new UnixLinkFactory(Rig.LIMITS, new Complaints(new LogLines(), System::nanoTime));
    }

    @AfterEach
    void close() {
        factory.deactivate();
        Rig.remove(directory);
    }

    private LinkServer listen(Path path) throws IOException {
        return factory.listen(URI.create("unix:" + path), (name, token) -> false);
    }

    @Test
    @DisplayName("promise 8: the directory is made with mode 0700, the socket with mode 0600")
    void shouldMakeThemPrivate() throws IOException {
        Path socket = directory.resolve("a/b/s");
        LinkServer server = listen(socket);
        assertThat(server.address()).isEqualTo(URI.create("unix:" + socket));
        assertThat(mode(socket.getParent())).isEqualTo("rwx------");
        assertThat(mode(socket)).isEqualTo("rw-------");
        server.close();
        assertThat(socket).doesNotExist();
        server.close();
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void shouldRefuseADirectoryThatIsOpenToOthers() throws IOException {
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-x---"));
        assertThatThrownBy(() -> listen(open.resolve("s")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is open to others, its mode is rwxr-x---");
    }

    @Test
    @DisplayName("reliability 7: a symbolic link as directory or socket path is refused")
    void shouldRefuseSymbolicLinks() throws IOException {
        Path real = Files.createDirectory(
                directory.resolve("real"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path linkedDirectory = Files.createSymbolicLink(directory.resolve("linked"), real);
        Path linkedSocket = Files.createSymbolicLink(real.resolve("link"), real.resolve("s"));
        listen(real.resolve("s"));
        for (Path each : new Path[] {linkedDirectory.resolve("x"), linkedSocket}) {
            assertThatThrownBy(() -> listen(each))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is a symbolic link");
        }
        for (Path each : new Path[] {linkedDirectory.resolve("s"), linkedSocket}) {
            assertThatThrownBy(() -> factory.connect(URI.create("unix:" + each), "h1", "t"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is a symbolic link");
        }
    }

    @Test
    void shouldRefuseAPathThatIsTooLongBeforeItMakesAnything() throws IOException {
        int room = UnixPath.MAX_BYTES - directory.toString().length() - "//s".length();
        Path longest = directory.resolve("x".repeat(room)).resolve("s");
        listen(longest).close();
        Path tooLong = directory.resolve("y".repeat(room + 1)).resolve("s");
        assertThatThrownBy(() -> listen(tooLong))
                .isInstanceOf(IOException.class)
                .hasMessageContaining((UnixPath.MAX_BYTES + 1) + " bytes")
                .hasMessageContaining("at most " + UnixPath.MAX_BYTES);
        assertThat(tooLong.getParent()).doesNotExist();
        // what counts is bytes, not characters
        Path wide = directory.resolve("é".repeat(room / 2 + 1)).resolve("s");
        assertThatThrownBy(() -> factory.connect(URI.create("unix:" + wide), "h1", "t"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("at most");
    }

    @Test
    void shouldRefuseWhatIsNoUnixAddress() {
        for (String each :
                new String[] {"tcp://localhost:1", "unix:relative", "unix://host/path", "unix:/a?b", "unix:/"}) {
            assertThatThrownBy(() -> factory.listen(URI.create(each), (name, token) -> true))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(each);
        }
    }

    @Test
    void shouldReplaceAStaleSocketFile() throws IOException {
        Path socket = directory.resolve("s");
        try (ServerSocketChannel old = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            old.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();
        listen(socket).close();
        assertThat(socket).doesNotExist();
    }

    @Test
    void shouldLeaveALiveSocketFile() throws IOException {
        Path socket = directory.resolve("s");
        LinkServer first = listen(socket);
        assertThatThrownBy(() -> listen(socket)).isInstanceOf(IOException.class).hasMessageContaining("is in use");
        assertThat(socket).exists();
        first.close();
        listen(socket).close();
    }

    @Test
    void shouldLeaveALiveSocketFileWhoseQueueIsFull() throws IOException {
        Path socket = directory.resolve("s");
        try (ServerSocketChannel deaf = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            deaf.bind(UnixDomainSocketAddress.of(socket), 1);
            try (var first = Rig.socket();
                    var second = Rig.socket()) {
                first.connect(UnixDomainSocketAddress.of(socket));
                second.connect(UnixDomainSocketAddress.of(socket));
                assertThatThrownBy(() -> listen(socket))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("is in use");
            }
        }
    }

    @Test
    void shouldLeaveAFileThatIsNoSocket() throws IOException {
        Path file = Files.writeString(directory.resolve("s"), "precious");
        assertThatThrownBy(() -> listen(file)).isInstanceOf(IOException.class).hasMessageContaining("is no socket");
        assertThat(file).hasContent("precious");
    }

    @Test
    void shouldRemoveOnlyTheFileThatItBound() throws IOException {
        Path socket = directory.resolve("s");
        LinkServer server = listen(socket);
        Files.move(socket, directory.resolve("moved"));
        Files.writeString(socket, "somebody else's");
        server.close();
        assertThat(socket).hasContent("somebody else's");
    }

    @Test
    void shouldRemoveTheFileWhenDeactivated() throws IOException {
        Path socket = directory.resolve("s");
        listen(socket);
        factory.deactivate();
        assertThat(socket).doesNotExist();
        assertThatThrownBy(() -> listen(socket)).isInstanceOf(IOException.class).hasMessageContaining("shut down");
    }

    @Test
    void shouldSayWhyItCannotConnect() {
        assertThatThrownBy(() -> factory.connect(URI.create("unix:" + directory.resolve("none")), "h1", "t"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot connect to unix:" + directory);
    }
}
