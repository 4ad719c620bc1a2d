// SPDX-License-Identifier: Apache-2.0

package io.bosun.codec.cbor;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;

/** One value being written, within the limits that its reader will hold it to. */
final class Out {
    private final JsonGenerator generator;
    private final Limits limits;
    private int depth;
    private int values;

    Out(JsonGenerator generator, Limits limits) {
        this.generator = generator;
        this.limits = limits;
    }

    JsonGenerator generator() {
        return generator;
    }

    void write(Shape shape, Object value) throws IOException, Misfit {
        limits.checkValues(++values);
        if (value == null) {
            shape.writeNull(this);
            return;
        }
        limits.checkDepth(++depth);
        try {
            shape.write(this, value);
        } catch (JsonProcessingException refused) {
            throw new Misfit(refused.getOriginalMessage(), refused);
        }
        depth--;
    }
}
