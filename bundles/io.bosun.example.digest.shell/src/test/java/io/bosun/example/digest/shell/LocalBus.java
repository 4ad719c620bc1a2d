// SPDX-License-Identifier: Apache-2.0

package io.bosun.example.digest.shell;

import io.bosun.command.Command;
import io.bosun.command.HandlerFailedException;
import io.bosun.example.digest.Digest;
import io.bosun.example.digest.DigestFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** A bus for one command, without transport. */
final class LocalBus extends StubBus {
    final AtomicInteger asked = new AtomicInteger();
    private final Executor executor;

    LocalBus(Executor executor) {
        this.executor = executor;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R> CompletionStage<R> ask(Command<R> command) {
        asked.incrementAndGet();
        CompletableFuture<R> reply = new CompletableFuture<>();
        executor.execute(() -> {
            try {
                reply.complete((R) digest((DigestFile) command));
            } catch (Exception e) {
                reply.completeExceptionally(
                        new HandlerFailedException("DigestFile/1", e.getClass().getName(), e.getMessage(), ""));
            }
        });
        return reply;
    }

    private static Digest digest(DigestFile command) throws Exception {
        Path path = Path.of(command.uri());
        if (path.getFileName().toString().startsWith("unreadable")) {
            throw new IOException("permission\ndenied");
        }
        byte[] content = Files.readAllBytes(path);
        byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(content);
        return new Digest(command.uri(), HexFormat.of().formatHex(sha256), content.length);
    }
}
