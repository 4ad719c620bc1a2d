// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.memo;

import io.bosun.crew.MemoException;
import java.util.Arrays;

/** Which memo it is: the value of its first field. */
enum Tag {
    REG,
    ACK,
    USE,
    RDY,
    BOK,
    END;

    static Tag of(String text) {
        for (Tag each : values()) {
            if (each.name().equals(text)) {
                return each;
            }
        }
        throw new MemoException(
                "Unknown tag " + text + " of a memo: it should be one of " + Arrays.toString(values()), null);
    }
}
