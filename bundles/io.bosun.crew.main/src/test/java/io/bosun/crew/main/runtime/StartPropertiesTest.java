// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.main.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartPropertiesTest {
    @Test
    void shouldTellWhatItWasTold() throws IOException {
        Map<String, String> told = Map.of("bosun.name", "h1", "bosun.dir", "/tmp/größe = 日本", "empty", "");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StartProperties.write(told, out);

        assertThat(StartProperties.read(new ByteArrayInputStream(out.toByteArray())))
                .isEqualTo(told);
    }

    @Test
    void shouldReadNoByteTooMany() throws IOException {
        InputStream in = stream("a=1\n\nrest");
        StartProperties.read(in);

        assertThat(in.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("rest");
    }

    @Test
    void shouldNoticeThatTheBossIsGone() {
        assertThatThrownBy(() -> StartProperties.read(stream(""))).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> StartProperties.read(stream("a=1\nb"))).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> StartProperties.read(stream("a=1\n"))).isInstanceOf(EOFException.class);
    }

    @Test
    void shouldRefuseALineWithoutKey() {
        assertThatThrownBy(() -> StartProperties.read(stream("secret\n\n")))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void shouldRefuseALineWithoutEnd() {
        assertThatThrownBy(() -> StartProperties.read(stream("a".repeat(2 << 20))))
                .hasMessageContaining("bytes");
    }

    @Test
    void shouldNotWriteWhatCannotBeRead() {
        assertThatThrownBy(() -> StartProperties.check("a=b", "")).hasMessageContaining("a=b");
        assertThatThrownBy(() -> StartProperties.check("", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StartProperties.check("token", "secret\nx=y"))
                .hasMessageContaining("token")
                .hasMessageNotContaining("secret");
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
