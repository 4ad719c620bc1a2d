// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.main.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeStoreTest {
    @TempDir
    Path root;

    private final Map<String, String> jars =
            new TreeMap<>(Map.of("lib/main.jar", "main", "bundles/a.jar", "a", "bundles/b.jar", "b"));
    private final AtomicInteger opened = new AtomicInteger();

    @Test
    void shouldUnpackOnce() throws IOException {
        Path first = new RuntimeStore(root).unpack(index(), this::open);
        Path second = new RuntimeStore(root).unpack(index(), this::open);

        assertThat(second).isEqualTo(first);
        assertThat(opened).hasValue(jars.size());
        assertThat(first.resolve("bundles/a.jar")).hasContent("a");
        assertThat(first.resolve(RuntimeIndex.NAME)).hasContent(index().toString());
    }

    @Test
    void shouldKeepRuntimesApart() throws IOException {
        Path first = new RuntimeStore(root).unpack(index(), this::open);
        jars.put("bundles/a.jar", "another a");
        Path second = new RuntimeStore(root).unpack(index(), this::open);

        assertThat(second).isNotEqualTo(first);
        assertThat(second.resolve("bundles/a.jar")).hasContent("another a");
        assertThat(first.resolve("bundles/a.jar")).hasContent("a");
    }

    @Test
    void shouldNotTakeWhatIsHalfWritten() throws IOException {
        RuntimeIndex index = index();

        assertThatThrownBy(() -> new RuntimeStore(root).unpack(index, path -> {
                    if (path.equals("lib/main.jar")) {
                        throw new IOException("the disk is full");
                    }
                    return open(path);
                }))
                .hasMessage("the disk is full");
        assertThat(root).isEmptyDirectory();

        // what a killed process leaves
        Path draft = Files.createDirectories(root.resolve(".draft-1/bundles"));
        Files.writeString(draft.resolve("a.jar"), "half");
        assertThat(new RuntimeStore(root).unpack(index, this::open).resolve("bundles/a.jar"))
                .hasContent("a");
    }

    @Test
    void shouldDeleteTheOthers() throws IOException {
        Path old = new RuntimeStore(root).unpack(index(), this::open);
        Files.createDirectories(root.resolve(".draft-1/bundles"));
        jars.put("bundles/a.jar", "another a");
        Path current = new RuntimeStore(root).unpack(index(), this::open);

        new RuntimeStore(root).retain(current);

        assertThat(old).doesNotExist();
        assertThat(root).isDirectoryContaining(current::equals);
        assertThat(root.toFile().list()).hasSize(1);
    }

    @Test
    void shouldUnpackAtTheSameTime() throws Exception {
        int threads = 8;
        RuntimeIndex index = index();
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Path>> unpacked = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                unpacked.add(executor.submit(() -> {
                    start.await();
                    return new RuntimeStore(root).unpack(index, this::open);
                }));
            }
            start.countDown();
            for (Future<Path> path : unpacked) {
                assertThat(path.get(10, TimeUnit.SECONDS).resolve("bundles/b.jar"))
                        .hasContent("b");
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(root)
                .isDirectoryNotContaining(path -> path.getFileName().toString().startsWith(".draft"));
    }

    private ByteArrayInputStream open(String path) {
        opened.incrementAndGet();
        return new ByteArrayInputStream(jars.get(path).getBytes(StandardCharsets.UTF_8));
    }

    private RuntimeIndex index() throws IOException {
        StringBuilder lines = new StringBuilder();
        jars.forEach((path, content) -> lines.append(
                        HexFormat.of().formatHex(Sha256.digest().digest(content.getBytes(StandardCharsets.UTF_8))))
                .append("  ")
                .append(path)
                .append('\n'));
        return RuntimeIndex.parse(lines.toString());
    }
}
