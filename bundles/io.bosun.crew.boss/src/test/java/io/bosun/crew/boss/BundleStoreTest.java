// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.crew.Memo.BundleRef;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

@DisplayName("Trap: hands from any container")
class BundleStoreTest {
    @TempDir
    Path directory;

    private TestFramework framework;
    private BundleStore store;

    @BeforeEach
    void start() throws Exception {
        framework = new TestFramework(directory);
        store = new BundleStore(directory.resolve("store"));
    }

    @AfterEach
    void stop() throws Exception {
        framework.close();
    }

    @Test
    void shouldGiveTheSameBytesWhereverABundleComesFrom() throws Exception {
        byte[] jar = TestFramework.jar("a.bundle", "content");
        Path file = Files.write(directory.resolve("a.jar"), jar);
        Path unpacked = directory.resolve("unpacked");
        TestFramework.unpack(file, unpacked);
        String plain = file.toUri().toString();
        Set<BundleRef> copies = new HashSet<>();
        for (String location : List.of(plain, "reference:" + plain, "reference:" + unpacked.toUri())) {
            Bundle bundle = framework.context().installBundle(location);
            copies.add(new BundleStore(directory.resolve("store")).copy(bundle));
            bundle.uninstall();
        }
        copies.add(store.copy(framework.install("from:stream", jar)));
        assertThat(copies).hasSize(1);
        assertThat(copies).doesNotContain(store.copy(framework.install("other", TestFramework.jar("b", "other"))));
    }

    @Test
    void shouldCopyABundleWhoseFileIsGone() throws Exception {
        Path file = Files.write(directory.resolve("gone.jar"), TestFramework.jar("gone", "content"));
        Bundle bundle = framework.context().installBundle(file.toUri().toString());
        Files.delete(file);
        assertThat(Path.of(URI.create(store.copy(bundle).uri()))).exists();
    }

    @Test
    void shouldMakeABundleThatCanBeInstalled() throws Exception {
        Bundle bundle = framework.install("from:stream", TestFramework.jar("a.bundle", "content"));
        BundleRef ref = store.copy(bundle);
        bundle.uninstall();

        Path copy = Path.of(URI.create(ref.uri()));
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(copy))))
                .isEqualTo(ref.sha256());
        try (ZipFile zip = new ZipFile(copy.toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName))
                    .containsExactly(
                            "META-INF/MANIFEST.MF", "META-INF/", "a.txt", "some/", "some/dir/", "some/dir/content.txt");
        }
        Bundle again = framework.context().installBundle(ref.uri());
        again.start();
        assertThat(again.getSymbolicName()).isEqualTo("a.bundle");
        assertThat(again.getEntry("some/dir/content.txt").openStream()).hasContent("content");
    }

    @Test
    void shouldCopyAgainOnlyWhatHasChanged() throws Exception {
        Bundle bundle = framework.install("x", TestFramework.jar("a.bundle", "one"));
        BundleRef one = store.copy(bundle);
        assertThat(store.copy(bundle)).isSameAs(one);
        bundle.update(new java.io.ByteArrayInputStream(TestFramework.jar("a.bundle", "two")));
        assertThat(store.copy(bundle).sha256()).isNotEqualTo(one.sha256());
    }

    @Test
    void shouldKeepOnlyWhatIsNeeded() throws Exception {
        BundleRef one = store.copy(framework.install("x", TestFramework.jar("x", "one")));
        BundleRef two = store.copy(framework.install("y", TestFramework.jar("y", "two")));
        store.retain(Set.of(two.sha256()));
        assertThat(Path.of(URI.create(one.uri()))).doesNotExist();
        assertThat(Path.of(URI.create(two.uri()))).exists();
    }

    @Test
    void shouldLeaveNothingBehindWhenABundleCannotBeRead() throws Exception {
        Bundle bundle = framework.install("x", TestFramework.jar("x", "one"));
        bundle.uninstall();
        assertThatThrownBy(() -> store.copy(bundle)).isInstanceOf(IllegalStateException.class);
        assertThat(directory.resolve("store")).isEmptyDirectory();
    }
}
