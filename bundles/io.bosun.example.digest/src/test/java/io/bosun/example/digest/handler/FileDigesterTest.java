// SPDX-License-Identifier: Apache-2.0

package io.bosun.example.digest.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bosun.example.digest.Digest;
import io.bosun.example.digest.DigestFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDigesterTest {
    private final FileDigester digester = new FileDigester();

    @TempDir
    Path directory;

    @Test
    void shouldDigestAnEmptyFile() throws Exception {
        URI uri = Files.createFile(directory.resolve("empty")).toUri();

        assertThat(digest(uri))
                .isEqualTo(new Digest(uri, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 0));
    }

    @Test
    void shouldDigestFilesOfEachSizeAroundTheBuffer() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int size : new int[] {1, 65_535, 65_536, 65_537, 200_000}) {
            byte[] content = new byte[size];
            random.nextBytes(content);
            URI uri = Files.write(directory.resolve("f" + size), content).toUri();
            String expected = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content));

            assertThat(digest(uri)).as("seed %d, size %d", seed, size).isEqualTo(new Digest(uri, expected, size));
        }
    }

    @Test
    void shouldDigestAFileWhoseNameIsNoText() throws Exception {
        URI uri = URI.create(directory.toUri() + "bad%FF%FEname");
        Files.writeString(Path.of(uri), "x");

        assertThat(digest(uri).sha256()).startsWith("2d711642b726b04401627ca9fbac32f5");
    }

    @Test
    void shouldSayInWordsWhatIsWrong() throws Exception {
        assertFails(directory.toUri(), "not a regular file");
        assertFails(directory.resolve("none").toUri(), "no such file");
        assertFails(URI.create("http://example.org/x"), "not the URI of a file: http://example.org/x");
        assertFails(URI.create("relative"), "not the URI of a file: relative");
    }

    @Test
    void shouldNotWaitForTheWriterOfAPipe() throws Exception {
        Path pipe = directory.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);

        assertFails(pipe.toUri(), "not a regular file");
    }

    @Test
    void shouldSayThatAFileMayNotBeRead() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "x");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(secret), "root may read everything");

        assertFails(secret.toUri(), "permission denied");
    }

    private Digest digest(URI uri) throws IOException {
        return digester.handle(new DigestFile(uri), null);
    }

    private void assertFails(URI uri, String message) {
        assertThatThrownBy(() -> digest(uri)).isInstanceOf(IOException.class).hasMessage(message);
    }
}
