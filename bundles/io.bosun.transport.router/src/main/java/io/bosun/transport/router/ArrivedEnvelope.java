// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.router;

import io.bosun.command.CommandException;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.transport.HeadedEnvelope;
import io.bosun.transport.Payload;
import io.bosun.transport.link.Frame;
import io.bosun.transport.link.FrameKind;
import java.nio.ByteBuffer;

/** A command that came by a link; however it ends, one frame goes back. */
final class ArrivedEnvelope extends HeadedEnvelope {
    private final Lane lane;
    private final long correlation;
    private final boolean wantsReply;
    private final boolean control;

    ArrivedEnvelope(Lane lane, long correlation, CommandBody body) {
        super(body.id(), body.key(), body.payload(), body.sender(), body.deadlineNanos(), body.headers());
        this.lane = lane;
        this.correlation = correlation;
        this.wantsReply = body.wantsReply();
        this.control = body.control();
    }

    long correlation() {
        return correlation;
    }

    @Override
    public boolean wantsReply() {
        return wantsReply;
    }

    @Override
    public boolean isControl() {
        return control;
    }

    @Override
    protected void completed(Object reply) {
        if (reply == null || !wantsReply) {
            send(FrameKind.REPLY, BodyWriter.NOTHING);
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
        lane.answer(this, new Frame(kind, correlation, body));
    }
}
