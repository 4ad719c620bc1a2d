// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An encoded record.
 *
 * @param bytes from position to limit; whoever reads takes a {@link ByteBuffer#duplicate()} first
 */
@ProviderType
public record Payload(ByteBuffer bytes) {
    /** How many bytes it has. */
    public int length() {
        return bytes.remaining();
    }
}
