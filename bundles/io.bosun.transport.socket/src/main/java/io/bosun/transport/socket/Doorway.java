// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import io.bosun.transport.link.Frame;
import io.bosun.transport.link.LinkGate;
import java.util.function.BooleanSupplier;

/** The handshake of who accepts: the gate decides. */
record Doorway(LinkGate gate, BooleanSupplier isOpen) implements Handshake {
    @Override
    public FrameReader.Phase awaited() {
        return FrameReader.Phase.HELLO;
    }

    @Override
    public int patienceMillis(Limits limits) {
        return limits.helloMillis();
    }

    @Override
    public Frame greeting() {
        return null;
    }

    @Override
    public String judge(Frame first) throws BadFrameException {
        Hello hello = Hello.of(first);
        if (!isOpen.getAsBoolean()) {
            throw new BadFrameException(Complaint.REFUSED, Hello.printable(hello.name()) + " came after closing time");
        }
        if (!gate.admits(hello.name(), hello.token())) {
            throw new BadFrameException(
                    Complaint.REFUSED,
                    Hello.printable(hello.name()) + " showed a token that is not, or no longer, valid");
        }
        return hello.name();
    }

    @Override
    public Frame answer() {
        return Hello.WELCOME;
    }

    @Override
    public void opened(SocketLink link) {
        // the listeners know
    }

    @Override
    public void failed(String reason) {
        // whoever connected is told by the end of the connection
    }
}
