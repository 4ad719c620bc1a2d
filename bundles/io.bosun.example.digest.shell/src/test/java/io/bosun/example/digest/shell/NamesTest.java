// SPDX-License-Identifier: Apache-2.0

package io.bosun.example.digest.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NamesTest {
    private final Names names = new Names("dir", URI.create("file:///base/dir/"));

    private String of(String uri) {
        return new String(names.of(URI.create(uri)), StandardCharsets.ISO_8859_1);
    }

    @Test
    void shouldNameFilesAsFindDoes() {
        assertThat(of("file:///base/dir/a%20b/c")).isEqualTo("dir/a b/c");
        assertThat(of("file:///base/dir/%FF")).isEqualTo("dir/\u00ff");
    }

    @Test
    void shouldNameDirectoriesWithoutASlashBehindThem() {
        assertThat(of("file:///base/dir/closed/")).isEqualTo("dir/closed");
    }
}
