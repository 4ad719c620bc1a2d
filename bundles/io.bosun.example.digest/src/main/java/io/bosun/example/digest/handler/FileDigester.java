// SPDX-License-Identifier: Apache-2.0

package io.bosun.example.digest.handler;

import io.bosun.command.CommandContext;
import io.bosun.command.CommandHandler;
import io.bosun.command.Handles;
import io.bosun.example.digest.Digest;
import io.bosun.example.digest.DigestFile;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.osgi.service.component.annotations.Component;

/** Reads a file from begin to end; what goes wrong is told in words that fit behind the file's name. */
@Component
@Handles(value = DigestFile.class, target = "digest")
public final class FileDigester implements CommandHandler<DigestFile, Digest> {
    private static final int BUFFER = 64 * 1024;

    @Override
    public Digest handle(DigestFile command, CommandContext context) throws IOException {
        Path path = path(command.uri());
        try {
            // Looked at first, for opening a pipe would wait for its writer.
            if (!Files.readAttributes(path, "isRegularFile")
                    .get("isRegularFile")
                    .equals(true)) {
                throw new IOException("not a regular file");
            }
            return digest(command.uri(), path);
        } catch (NoSuchFileException e) {
            throw new IOException("no such file", e);
        } catch (AccessDeniedException e) {
            throw new IOException("permission denied", e);
        } catch (FileSystemException e) {
            throw new IOException(e.getReason() == null ? "cannot be read" : e.getReason(), e);
        }
    }

    private static Path path(URI uri) throws IOException {
        try {
            return Path.of(uri);
        } catch (RuntimeException e) {
            throw new IOException("not the URI of a file: " + uri, e);
        }
    }

    private static Digest digest(URI uri, Path path) throws IOException {
        MessageDigest sha256 = sha256();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        long bytes = 0;
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            while (file.read(buffer) >= 0) {
                bytes += buffer.flip().remaining();
                sha256.update(buffer);
                buffer.clear();
            }
        }
        return new Digest(uri, HexFormat.of().formatHex(sha256.digest()), bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
