// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.memo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.crew.Memo;
import io.bosun.crew.Memo.Ack;
import io.bosun.crew.Memo.Bok;
import io.bosun.crew.Memo.BundleRef;
import io.bosun.crew.Memo.End;
import io.bosun.crew.Memo.Rdy;
import io.bosun.crew.Memo.Reg;
import io.bosun.crew.Memo.Use;
import io.bosun.crew.MemoCodec;
import io.bosun.crew.MemoException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonMemoCodecTest {
    private final MemoCodec codec = new JsonMemoCodec();

    static Stream<Memo> memos() {
        Map<String, String> book = new LinkedHashMap<>();
        book.put("zoë", "unix:/t/z");
        book.put("anna", "unix:/t/a");
        return Stream.of(
                new Reg("h1"),
                new Ack("boss", "h1", "unix:/t/b#h1"),
                new Use("boss", 7, List.of(new BundleRef("a.b", "1.0.0", "00ff", "file:/a%20b.jar"))),
                new Use("boss", Long.MAX_VALUE, List.of()),
                new Rdy("h1", 7, Map.of("a.b", "line\n\"quoted\" \u2028 漢字")),
                new Bok("boss", book),
                new End("boss"));
    }

    @ParameterizedTest
    @MethodSource("memos")
    @DisplayName("H30 every memo comes back as it was")
    void shouldReadWhatItWrote(Memo memo) {
        assertThat(codec.decode(codec.encode(memo))).isEqualTo(memo);
    }

    @Test
    @DisplayName("H30 compact JSON with the fields tag, name, load in this order, non-ASCII not escaped")
    void shouldWriteCompactJson() {
        assertThat(text(new Reg("hé"))).isEqualTo("{\"tag\":\"REG\",\"name\":\"hé\",\"load\":{}}");
        assertThat(text(new End("boss"))).isEqualTo("{\"tag\":\"END\",\"name\":\"boss\",\"load\":{}}");
        assertThat(text(new Ack("boss", "h1", "unix:/t")))
                .isEqualTo("{\"tag\":\"ACK\",\"name\":\"boss\",\"load\":{\"tag\":\"REG\","
                        + "\"name\":\"h1\",\"addr\":\"unix:/t\"}}");
        assertThat(text(new Use("boss", 1, List.of(new BundleRef("a", "1", "f", "u")))))
                .isEqualTo("{\"tag\":\"USE\",\"name\":\"boss\",\"load\":{\"revision\":1,\"bundles\":"
                        + "[{\"name\":\"a\",\"version\":\"1\",\"sha256\":\"f\",\"uri\":\"u\"}]}}");
        assertThat(text(new Rdy("h1", 1, Map.of())))
                .isEqualTo("{\"tag\":\"RDY\",\"name\":\"h1\",\"load\":{\"revision\":1,\"problems\":{}}}");
    }

    @Test
    @DisplayName("H30 BOK keeps the order of registration")
    void shouldKeepTheOrderOfTheBook() {
        Memo bok = codec.decode(utf8("{\"tag\":\"BOK\",\"name\":\"boss\",\"load\":{\"z\":\"1\",\"a\":\"2\"}}"));
        assertThat(((Bok) bok).book().keySet()).containsExactly("z", "a");
        assertThat(text(bok)).endsWith("{\"z\":\"1\",\"a\":\"2\"}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"tag\":\"REG\"}",
                "{\"tag\":\"REG\",\"name\":\"h\"}",
                "{\"tag\":\"REG\",\"load\":{}}",
                "{\"tag\":\"REG\",\"name\":\"\",\"load\":{}}",
                "{\"tag\":\"REG\",\"name\":null,\"load\":{}}",
                "{\"tag\":\"REG\",\"name\":1,\"load\":{}}",
                "{\"tag\":\"REG\",\"load\":{},\"name\":\"h\"}",
                "{\"tag\":\"REG\",\"name\":\"h\",\"load\":{\"x\":1}}",
                "{\"tag\":\"REG\",\"name\":\"h\",\"load\":[]}",
                "{\"tag\":\"REG\",\"name\":\"h\",\"load\":{},\"more\":1}",
                "{\"tag\":\"REG\",\"name\":\"h\",\"name\":\"i\",\"load\":{}}",
                "{\"tag\":\"REG\",\"name\":\"h\",\"load\":{}}{}",
                "{\"tag\":\"REG\",\"name\":\"h\",\"load\":{}} x",
                "{\"tag\":\"ACK\",\"name\":\"boss\",\"load\":{}}",
                "{\"tag\":\"ACK\",\"name\":\"boss\",\"load\":{\"tag\":\"END\",\"name\":\"h\",\"addr\":\"a\"}}",
                "{\"tag\":\"ACK\",\"name\":\"boss\",\"load\":{\"tag\":\"REG\",\"name\":\"h\"}}",
                "{\"tag\":\"USE\",\"name\":\"boss\",\"load\":{\"revision\":1}}",
                "{\"tag\":\"USE\",\"name\":\"boss\",\"load\":{\"revision\":1,\"bundles\":[{\"name\":\"a\"}]}}",
                "{\"tag\":\"USE\",\"name\":\"boss\",\"load\":{\"revision\":1.5,\"bundles\":[]}}",
                "{\"tag\":\"RDY\",\"name\":\"h\",\"load\":{\"revision\":99999999999999999999,\"problems\":{}}}",
                "{\"tag\":\"BOK\",\"name\":\"boss\",\"load\":{\"h\":1}}",
                "{\"tag\":\"BOK\",\"name\":\"boss\",\"load\":{\"h\":\"a\",\"h\":\"b\"}}",
            })
    @DisplayName("H32 FIX: a field more, less, twice or in another place is refused; none takes a default")
    void shouldRefuseWhatIsNotExactlyAMemo(String text) {
        assertThatThrownBy(() -> codec.decode(utf8(text))).isInstanceOf(MemoException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "hello",
                "{\"tag\": \"REG\",\"name\":\"h\",\"load\":{}}",
                " {\"tag\":\"REG\",\"name\":\"h\",\"load\":{}}",
                "{\"tag\":\"reg\",\"name\":\"h\",\"load\":{}}",
                "{\"tag\":\"\",\"name\":\"h\",\"load\":{}}",
                "{\"name\":\"h\",\"tag\":\"REG\",\"load\":{}}",
                "{\"tag\":\"REG",
                "{\"tag\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",\"name\":\"h\",\"load\":{}}"
            })
    @DisplayName("H33 only a compact start and upper-case letters are a tag")
    void shouldRefuseAnotherStart(String text) {
        assertThatThrownBy(() -> codec.decode(utf8(text)))
                .isInstanceOf(MemoException.class)
                .hasMessageStartingWith("Not a memo");
    }

    @Test
    @DisplayName("H34 an unknown tag is named, with those that there are")
    void shouldNameAnUnknownTag() {
        assertThatThrownBy(() -> codec.decode(utf8("{\"tag\":\"NAK\",\"name\":\"h\",\"load\":{}}")))
                .isInstanceOf(MemoException.class)
                .hasMessageContaining("NAK")
                .hasMessageContaining("[REG, ACK, USE, RDY, BOK, END]");
    }

    @Test
    @DisplayName("H35 mutated memos are read or refused, and nothing else happens; the buffer stays as it was")
    void shouldReadOrRefuseMutatedMemos() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<byte[]> originals =
                memos().map(each -> text(each).getBytes(StandardCharsets.UTF_8)).toList();
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = mutate(originals.get(random.nextInt(originals.size())), random);
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            try {
                assertThat(codec.decode(buffer)).isNotNull();
            } catch (MemoException expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + Arrays.toString(bytes), e);
            }
            assertThat(buffer.remaining()).isEqualTo(bytes.length);
        }
    }

    private static byte[] mutate(byte[] original, Random random) {
        byte[] bytes =
                Arrays.copyOf(original, random.nextInt(4) == 0 ? random.nextInt(original.length) : original.length);
        for (int i = random.nextInt(3); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private String text(Memo memo) {
        return StandardCharsets.UTF_8.decode(codec.encode(memo)).toString();
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
