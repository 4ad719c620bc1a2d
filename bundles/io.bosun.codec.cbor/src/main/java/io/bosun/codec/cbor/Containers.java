// SPDX-License-Identifier: Apache-2.0

package io.bosun.codec.cbor;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Shapes of what holds other values. What is read cannot be modified, arrays excepted. */
final class Containers {
    private Containers() {}

    static Shape list(Shape element) {
        return new Elements(element, ArrayList::new, c -> Collections.unmodifiableList((List<?>) c));
    }

    static Shape set(Shape element) {
        return new Elements(element, LinkedHashSet::new, c -> Collections.unmodifiableSet((Set<?>) c));
    }

    private record Elements(
            Shape element, Supplier<Collection<Object>> make, Function<Collection<Object>, Object> finish)
            implements Shape {
        @Override
        public void write(Out out, Object value) throws IOException, Misfit {
            out.generator().writeStartArray();
            int index = 0;
            for (Object each : (Collection<?>) value) {
                writeElement(out, element, each, index++);
            }
            out.generator().writeEndArray();
        }

        @Override
        public Object read(In in) throws IOException, Misfit {
            Collection<Object> read = make.get();
            readElements(in, element, read);
            return finish.apply(read);
        }
    }

    record ArrayShape(Class<?> component, Shape element) implements Shape {
        @Override
        public void write(Out out, Object value) throws IOException, Misfit {
            out.generator().writeStartArray();
            int length = Array.getLength(value);
            for (int i = 0; i < length; i++) {
                writeElement(out, element, Array.get(value, i), i);
            }
            out.generator().writeEndArray();
        }

        @Override
        public Object read(In in) throws IOException, Misfit {
            List<Object> read = new ArrayList<>();
            readElements(in, element, read);
            Object array = Array.newInstance(component, read.size());
            for (int i = 0; i < read.size(); i++) {
                Array.set(array, i, read.get(i));
            }
            return array;
        }
    }

    /** A map; its keys are written as text. */
    record MapShape(Function<Object, TextShape> keyOf, TextShape key, Shape value) implements Shape {
        @Override
        public void write(Out out, Object map) throws IOException, Misfit {
            out.generator().writeStartObject();
            for (Map.Entry<?, ?> each : ((Map<?, ?>) map).entrySet()) {
                String text = keyText(each.getKey());
                out.generator().writeFieldName(text);
                try {
                    out.write(value, each.getValue());
                } catch (Misfit misfit) {
                    throw misfit.in("[" + text + "]");
                }
            }
            out.generator().writeEndObject();
        }

        private String keyText(Object written) throws Misfit {
            TextShape shape = key != null || written == null ? key : keyOf.apply(written);
            if (shape == null) {
                throw new Misfit("has the key " + (written == null ? null : written.getClass())
                        + ": use text, a number, an enum");
            }
            return shape.text(written);
        }

        @Override
        public Object read(In in) throws IOException, Misfit {
            in.expect(JsonToken.START_OBJECT, "a map");
            if (key == null) {
                throw new Misfit("has keys of no concrete type: name one");
            }
            Map<Object, Object> read = new LinkedHashMap<>();
            JsonParser parser = in.parser();
            for (String text = parser.nextFieldName(); text != null; text = parser.nextFieldName()) {
                parser.nextToken();
                try {
                    read.put(key.value(text), in.read(value));
                } catch (Misfit misfit) {
                    throw misfit.in("[" + text + "]");
                }
            }
            in.expect(JsonToken.END_OBJECT, "the end of a map");
            return Collections.unmodifiableMap(read);
        }
    }

    /** An {@link Optional}; empty is null on the wire. */
    record OptionalShape(Shape value) implements Shape {
        @Override
        public void write(Out out, Object optional) throws IOException, Misfit {
            out.write(value, ((Optional<?>) optional).orElse(null));
        }

        @Override
        public Object read(In in) throws IOException, Misfit {
            return Optional.ofNullable(in.read(value));
        }

        @Override
        public Object absent() {
            return Optional.empty();
        }
    }

    private static void writeElement(Out out, Shape element, Object value, int index) throws IOException, Misfit {
        try {
            out.write(element, value);
        } catch (Misfit misfit) {
            throw misfit.in("[" + index + "]");
        }
    }

    private static void readElements(In in, Shape element, Collection<Object> into) throws IOException, Misfit {
        in.expect(JsonToken.START_ARRAY, "a list");
        int index = 0;
        JsonParser parser = in.parser();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == null) {
                throw in.unexpected("the end of a list");
            }
            try {
                into.add(in.read(element));
            } catch (Misfit misfit) {
                throw misfit.in("[" + index + "]");
            }
            index++;
        }
    }
}
