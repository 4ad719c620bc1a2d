// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.router;

import io.bosun.command.CommandException;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.Envelope;
import io.bosun.transport.Payload;
import io.bosun.transport.link.Frame;
import io.bosun.transport.link.FrameKind;
import java.nio.ByteBuffer;

/** A command that came by a link; however it ends, one frame goes back. */
final class ArrivedEnvelope extends Envelope {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Lane lane;
    private final long correlation;
    private final boolean wantsReply;

    ArrivedEnvelope(Lane lane, long correlation, CommandBody body) {
        super(body.id(), body.key(), body.payload(), body.sender(), body.deadlineNanos(), body.headers());
        this.lane = lane;
        this.correlation = correlation;
        this.wantsReply = body.wantsReply();
    }

    @Override
    public boolean wantsReply() {
        return wantsReply;
    }

    @Override
    protected void completed(Object reply) {
        if (reply == null || !wantsReply) {
            send(FrameKind.REPLY, NOTHING.duplicate());
            return;
        }
        Payload payload;
        try {
            payload = reply instanceof Payload arrived ? arrived : lane.codec().encode(reply);
        } catch (RuntimeException unencodable) {
            failed(Reason.UNENCODABLE, true, unencodable);
            return;
        }
        int most = lane.link().maxBody();
        if (payload.length() > most) {
            String problem = "the reply to " + key() + " has " + payload.length() + " bytes, a link takes " + most;
            failed(Reason.TOO_LARGE, true, new CommandException(problem));
            return;
        }
        send(FrameKind.REPLY, payload.bytes().duplicate());
    }

    @Override
    protected void failed(Reason reason, boolean mayHaveRun, Throwable cause) {
        ByteBuffer body = FailureBody.encode(reason, mayHaveRun, cause);
        boolean fits = body.remaining() <= lane.link().maxBody();
        send(FrameKind.FAILURE, fits ? body : FailureBody.encode(reason, mayHaveRun, null));
    }

    @Override
    protected void threw(HandlerFailedException failure) {
        ByteBuffer body = FailureBody.encode(key(), failure, true);
        boolean fits = body.remaining() <= lane.link().maxBody();
        send(FrameKind.FAILURE, fits ? body : FailureBody.encode(key(), failure, false));
    }

    private void send(FrameKind kind, ByteBuffer body) {
        lane.answer(new Frame(kind, correlation, body));
    }
}
