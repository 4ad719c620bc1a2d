// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.memo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import io.bosun.crew.Memo;
import io.bosun.crew.MemoCodec;
import io.bosun.crew.MemoException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.osgi.service.component.annotations.Component;

/** {@code {"tag":"REG","name":"h1","load":{}}}: written and read as a stream, without a tree and without binding. */
@Component
public final class JsonMemoCodec implements MemoCodec {
    private static final byte[] START = "{\"tag\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_TAG = 16;

    private final JsonFactory json = new JsonFactory();

    @Override
    public ByteBuffer encode(Memo memo) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (JsonGenerator out = json.createGenerator(bytes)) {
            new MemoWriter(out).write(memo);
        } catch (IOException e) {
            throw new MemoException("A memo of " + memo.name() + " cannot be written: " + e.getMessage(), e);
        }
        return ByteBuffer.wrap(bytes.toByteArray());
    }

    @Override
    public Memo decode(ByteBuffer bytes) {
        ByteBuffer source = bytes.duplicate();
        Tag tag = Tag.of(peekTag(source));
        byte[] content = new byte[source.remaining()];
        source.get(content);
        try (JsonParser in = json.createParser(content)) {
            return new MemoReader(in).read(tag);
        } catch (IOException e) {
            throw new MemoException("A memo " + tag + " is not as it should be: " + e.getMessage(), e);
        }
    }

    /** Only upper-case letters behind a compact start are a tag; so anything that is not a memo is known at once. */
    private static String peekTag(ByteBuffer bytes) {
        ByteBuffer source = bytes.duplicate();
        for (byte each : START) {
            if (!source.hasRemaining() || source.get() != each) {
                throw new MemoException("Not a memo: it does not start with {\"tag\":\"", null);
            }
        }
        StringBuilder tag = new StringBuilder(LONGEST_TAG);
        while (source.hasRemaining() && tag.length() < LONGEST_TAG) {
            char letter = (char) (source.get() & 0xff);
            if (letter == '"' && tag.length() > 0) {
                return tag.toString();
            }
            if (letter < 'A' || letter > 'Z') {
                break;
            }
            tag.append(letter);
        }
        throw new MemoException("Not a memo: its tag is not a few upper-case letters", null);
    }
}
