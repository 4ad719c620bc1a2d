// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.link;

import org.osgi.annotation.versioning.ProviderType;

/** What the body of a frame is; the code is its byte on the wire. */
@ProviderType
public enum FrameKind {
    /** Name and token of who connects: the first frame, seen by the link only. */
    HELLO(1),
    /** The other side accepted the hello: seen by the link only. */
    WELCOME(2),
    /** A control document between boss and hand, JSON. */
    MEMO(3),
    /** What a process serves. */
    ROUTES(4),
    /** A command. */
    COMMAND(5),
    /** The reply to the command of the same correlation id. */
    REPLY(6),
    /** The failure of the command of the same correlation id. */
    FAILURE(7),
    /** Nobody waits for the command of the same correlation id any more. */
    CANCEL(8);

    private static final FrameKind[] BY_CODE = new FrameKind[CANCEL.code + 1];

    static {
        for (FrameKind each : values()) {
            BY_CODE[each.code] = each;
        }
    }

    private final int code;

    FrameKind(int code) {
        this.code = code;
    }

    /** The byte on the wire. */
    public int code() {
        return code;
    }

    /** The kind of a byte on the wire, or null if there is none. */
    public static FrameKind ofCode(int code) {
        return code > 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
