// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.transport.link.Frame;
import io.bosun.transport.link.FrameKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class HelloTest {
    @Test
    void shouldReadWhatItWrote() throws IOException {
        Hello hello = new Hello("hünd", "token \u0000 €");
        assertThat(Hello.of(hello.toFrame())).isEqualTo(hello);
        assertThat(Hello.of(new Hello("", "").toFrame())).isEqualTo(new Hello("", ""));
    }

    @Test
    void shouldRefuseWhatIsNoHello() throws IOException {
        ByteBuffer right = new Hello("h1", "secret").toFrame().body();
        for (int length = 0; length < right.remaining(); length++) {
            assertMalformed(right.slice(0, length));
        }
        assertMalformed(
                ByteBuffer.allocate(right.remaining() + 1).put(right).flip().limit(right.capacity() + 1));
        assertMalformed(ByteBuffer.wrap(new byte[] {0, 1, (byte) 0xFF, 0, 0}));
    }

    @Test
    void shouldNotBeginWithATokenThatIsTooLong() {
        assertThatThrownBy(() -> new Hello("h1", "x".repeat(1024)).toFrame())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1030 bytes; at most 1024");
    }

    @Test
    void shouldNotPrintTheTokenNorControlCharacters() {
        assertThat(new Hello("h1\n\u001b[2J", "secret").toString())
                .isEqualTo("hello of 'h1??[2J'")
                .doesNotContain("secret");
        assertThat(Hello.printable("x".repeat(1000))).hasSizeLessThan(80);
    }

    private static void assertMalformed(ByteBuffer body) {
        assertThatThrownBy(() -> Hello.of(new Frame(FrameKind.HELLO, 0, body)))
                .isInstanceOfSatisfying(
                        BadFrameException.class,
                        bad -> assertThat(bad.complaint()).isEqualTo(Complaint.HELLO));
    }
}
