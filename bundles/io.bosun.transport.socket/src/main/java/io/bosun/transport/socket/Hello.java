// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import io.bosun.transport.link.Frame;
import io.bosun.transport.link.FrameKind;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Who connects: the body of the first frame, name and token, each as UTF-8 behind its length as u16. */
record Hello(String name, String token) {
    static final Frame WELCOME = new Frame(FrameKind.WELCOME, 0, ByteBuffer.allocate(0));

    /**
     * The first frame.
     *
     * @throws IOException if name and token are too long to be taken
     */
    Frame toFrame() throws IOException {
        byte[] first = name.getBytes(StandardCharsets.UTF_8);
        byte[] second = token.getBytes(StandardCharsets.UTF_8);
        int length = 2 * Short.BYTES + first.length + second.length;
        if (length > Limits.HELLO_BYTES) {
            throw new IOException("name and token have " + length + " bytes; at most " + Limits.HELLO_BYTES
                    + " are possible: take shorter ones");
        }
        ByteBuffer body = ByteBuffer.allocate(length);
        body.putShort((short) first.length).put(first);
        body.putShort((short) second.length).put(second);
        return new Frame(FrameKind.HELLO, 0, body.flip());
    }

    static Hello of(Frame frame) throws BadFrameException {
        ByteBuffer body = frame.body();
        try {
            Hello hello = new Hello(text(body), text(body));
            if (body.hasRemaining()) {
                throw new BadFrameException(Complaint.HELLO, body.remaining() + " bytes behind the token");
            }
            return hello;
        } catch (BufferUnderflowException | IndexOutOfBoundsException | CharacterCodingException malformed) {
            throw new BadFrameException(Complaint.HELLO, "no name and token in UTF-8: " + malformed);
        }
    }

    private static String text(ByteBuffer body) throws CharacterCodingException {
        int length = Short.toUnsignedInt(body.getShort());
        ByteBuffer text = body.slice(body.position(), length);
        body.position(body.position() + length);
        return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
    }

    /** Without the token, which is nobody's business. */
    @Override
    public String toString() {
        return "hello of " + printable(name);
    }

    /** A name that a stranger chose, fit for a log line. */
    static String printable(String name) {
        String clean = name.replaceAll("[^\\p{Graph} ]", "?");
        return "'" + (clean.length() <= 64 ? clean : clean.substring(0, 64) + "...") + "'";
    }
}
