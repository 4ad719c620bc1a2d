// SPDX-License-Identifier: Apache-2.0

package io.bosun.codec.cbor;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** One value being read. */
final class In {
    private final JsonParser parser;
    private final Limits limits;
    private int depth;
    private int values;

    In(JsonParser parser, Limits limits) {
        this.parser = parser;
        this.limits = limits;
    }

    JsonParser parser() {
        return parser;
    }

    /** Reads the value that the parser stands at. */
    Object read(Shape shape) throws IOException, Misfit {
        limits.checkValues(++values);
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return shape.absent();
        }
        limits.checkDepth(++depth);
        try {
            Object value = shape.read(this);
            depth--;
            return value;
        } catch (JsonProcessingException broken) {
            throw new Misfit(broken.getOriginalMessage(), broken);
        }
    }

    /** Requires the current token to be of a kind. */
    void expect(JsonToken token, String what) throws Misfit {
        if (!isAt(token)) {
            throw unexpected(what);
        }
    }

    /** Whether the current token is of a kind; for whoever would have to put the words together first. */
    boolean isAt(JsonToken token) {
        return parser.currentToken() == token;
    }

    Misfit unexpected(String what) {
        return new Misfit("expected " + what + ", found " + parser.currentToken());
    }
}
