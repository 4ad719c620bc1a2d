// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/** Memos as bytes. Any thread may call it. */
@ProviderType
public interface MemoCodec {
    /** Compact JSON in UTF-8: {@code {"tag":"REG","name":"h1","load":{}}}. */
    ByteBuffer encode(Memo memo);

    /**
     * Reads a memo strictly: a field more, less or in another place is an error.
     *
     * @throws MemoException if the bytes are not a memo
     */
    Memo decode(ByteBuffer bytes);
}
