// SPDX-License-Identifier: Apache-2.0

package io.bosun.codec.cbor;

import io.bosun.transport.PayloadCodec;

/** Makes the codec without a configuration. */
public final class Codecs {
    private Codecs() {}

    public static PayloadCodec plain() {
        return new CborCodec(new Limits(100, 1_000_000));
    }
}
