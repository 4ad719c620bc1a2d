// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import io.bosun.transport.link.Frame;
import io.bosun.transport.link.FrameKind;
import java.nio.ByteBuffer;

/**
 * Makes frames of the bytes of one link. Nothing is allocated for a body before its header has been checked. Used by
 * the link's thread only.
 */
final class FrameReader {
    /** Takes the frames. */
    @FunctionalInterface
    interface Sink {
        void frame(Frame frame) throws BadFrameException;
    }

    /** What may come next. */
    enum Phase {
        HELLO,
        WELCOME,
        OPEN;

        private boolean allows(FrameKind kind) {
            return switch (kind) {
                case HELLO -> this == HELLO;
                case WELCOME -> this == WELCOME;
                default -> this == OPEN;
            };
        }
    }

    private final int maxBody;
    private final ByteBuffer header = ByteBuffer.allocate(FrameHeader.BYTES);
    private Phase phase;
    private ByteBuffer body;

    FrameReader(Phase phase, int maxBody) {
        this.phase = phase;
        this.maxBody = maxBody;
    }

    /** From the next frame on, the frames of an open link may come. */
    void open() {
        phase = Phase.OPEN;
    }

    /** Whether a part of a frame has come. */
    boolean isWithin() {
        return header.position() > 0;
    }

    /**
     * Takes all the bytes and passes on each frame that they complete.
     *
     * @throws BadFrameException at the first thing that is wrong; the reader must not be used any more
     */
    void read(ByteBuffer bytes, Sink sink) throws BadFrameException {
        while (bytes.hasRemaining()) {
            if (body == null) {
                move(bytes, header);
                check(header.position());
                if (header.hasRemaining()) {
                    return;
                }
                body = ByteBuffer.allocate(header.getInt(FrameHeader.LENGTH_AT));
            }
            move(bytes, body);
            if (body.hasRemaining()) {
                return;
            }
            sink.frame(complete());
        }
    }

    /** As soon as a byte is there that cannot be right: who speaks another protocol need not finish its sentence. */
    private void check(int have) throws BadFrameException {
        checkByte(have, 0, FrameHeader.MAGIC_0, Complaint.MAGIC);
        checkByte(have, 1, FrameHeader.MAGIC_1, Complaint.MAGIC);
        checkByte(have, FrameHeader.VERSION_AT, FrameHeader.VERSION, Complaint.VERSION);
        if (have > FrameHeader.KIND_AT) {
            checkKind(header.get(FrameHeader.KIND_AT));
        }
        if (have >= FrameHeader.CHECKSUM_AT) {
            checkLength(header.getInt(FrameHeader.LENGTH_AT));
        }
    }

    private void checkByte(int have, int at, byte right, Complaint otherwise) throws BadFrameException {
        if (have > at && header.get(at) != right) {
            throw new BadFrameException(
                    otherwise, String.format("byte %d of a frame is %02X, not %02X", at, header.get(at), right));
        }
    }

    private void checkKind(byte code) throws BadFrameException {
        FrameKind kind = FrameKind.ofCode(code);
        if (kind == null) {
            throw new BadFrameException(Complaint.KIND, "no kind of frame has the code " + code);
        }
        if (!phase.allows(kind)) {
            throw new BadFrameException(Complaint.UNEXPECTED, "a frame of kind " + kind + " must not come now");
        }
    }

    private void checkLength(int length) throws BadFrameException {
        int most = phase == Phase.OPEN ? maxBody : Limits.HELLO_BYTES;
        if (length < 0 || length > most) {
            throw new BadFrameException(
                    Complaint.LENGTH, "a frame's body is to have " + length + " bytes; at most " + most + " are taken");
        }
    }

    private Frame complete() throws BadFrameException {
        ByteBuffer whole = body.flip();
        body = null;
        header.clear();
        if (FrameHeader.checksum(header, whole) != header.getInt(FrameHeader.CHECKSUM_AT)) {
            throw new BadFrameException(Complaint.CHECKSUM, "a frame of " + whole.remaining() + " bytes is corrupt");
        }
        FrameKind kind = FrameKind.ofCode(header.get(FrameHeader.KIND_AT));
        return new Frame(kind, header.getLong(FrameHeader.CORRELATION_AT), whole);
    }

    private static void move(ByteBuffer from, ByteBuffer to) {
        int length = Math.min(from.remaining(), to.remaining());
        to.put(to.position(), from, from.position(), length);
        to.position(to.position() + length);
        from.position(from.position() + length);
    }
}
