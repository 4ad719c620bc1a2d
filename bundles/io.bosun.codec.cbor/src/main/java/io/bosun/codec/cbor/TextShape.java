// SPDX-License-Identifier: Apache-2.0

package io.bosun.codec.cbor;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.function.Function;

/**
 * A type whose values are written as text, also as the keys of maps.
 *
 * @param maxChars longer ones are refused, for parsing numbers takes more than linear time
 */
record TextShape(Class<?> type, int maxChars, Function<Object, String> print, Function<String, Object> parse)
        implements Shape {
    private static final int SHOWN = 60;

    @Override
    public void write(Out out, Object value) throws IOException, Misfit {
        out.generator().writeString(text(value));
    }

    @Override
    public Object read(In in) throws IOException, Misfit {
        if (!in.isAt(JsonToken.VALUE_STRING)) {
            throw in.unexpected("text for " + type.getName());
        }
        return value(in.parser().getText());
    }

    String text(Object value) throws Misfit {
        if (value == null) {
            throw new Misfit("is null, which is no key of a map");
        }
        String text = print.apply(value);
        checkLength(text);
        return text;
    }

    Object value(String text) throws Misfit {
        checkLength(text);
        try {
            return parse.apply(text);
        } catch (RuntimeException unparsable) {
            String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
            throw new Misfit("'" + shown + "' is no " + type.getName(), unparsable);
        }
    }

    private void checkLength(String text) throws Misfit {
        if (text.length() > maxChars) {
            throw new Misfit("has " + text.length() + " characters, " + type.getName() + " may have " + maxChars);
        }
    }
}
