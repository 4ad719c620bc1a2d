// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport;

import java.nio.ByteBuffer;

/**
 * An encoded record.
 *
 * @param bytes from position to limit; whoever reads takes a {@link ByteBuffer#duplicate()} first
 */
public record Payload(ByteBuffer bytes) {
    /** How many bytes it has. */
    public int length() {
        return bytes.remaining();
    }
}
