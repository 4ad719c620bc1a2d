// SPDX-License-Identifier: Apache-2.0

package io.bosun.codec.cbor;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A record: a map from the names of its components. Its class is only used through reflection, so that its package need
 * not be exported to this bundle.
 */
final class RecordShape implements Shape {
    private record Component(int place, String name, SerializableString written, MethodHandle accessor, Shape shape) {}

    private record Parts(Component[] components, Map<String, Component> byName, MethodHandle constructor) {}

    private static final Component UNKNOWN = new Component(-1, null, null, null, null);

    private final Class<?> type;
    private final Function<Type, Shape> shapes;
    /** Filled at first use, for a record may hold itself. */
    private volatile Parts parts;

    RecordShape(Class<?> type, Function<Type, Shape> shapes) {
        this.type = type;
        this.shapes = shapes;
    }

    @Override
    public void write(Out out, Object value) throws IOException, Misfit {
        Component[] components = parts().components;
        out.generator().writeStartObject(value, components.length);
        for (Component each : components) {
            out.generator().writeFieldName(each.written);
            try {
                out.write(each.shape, get(each, value));
            } catch (Misfit misfit) {
                throw misfit.in("." + each.name);
            }
        }
        out.generator().writeEndObject();
    }

    @Override
    public Object read(In in) throws IOException, Misfit {
        if (!in.isAt(JsonToken.START_OBJECT)) {
            throw in.unexpected("the record " + name(type));
        }
        Parts read = parts();
        Object[] values = new Object[read.components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = read.components[i].shape.absent();
        }
        JsonParser parser = in.parser();
        int next = 0;
        for (Component each = next(parser, read, next); each != null; each = next(parser, read, next)) {
            parser.nextToken();
            if (each == UNKNOWN) {
                parser.skipChildren();
                continue;
            }
            try {
                values[each.place] = in.read(each.shape);
            } catch (Misfit misfit) {
                throw misfit.in("." + each.name);
            }
            next = each.place + 1;
        }
        if (!in.isAt(JsonToken.END_OBJECT)) {
            throw in.unexpected("the end of the record " + name(type));
        }
        return construct(read.constructor, values);
    }

    /** The component whose value follows, or null at the end; to know the one in turn takes no text of its name. */
    private static Component next(JsonParser parser, Parts parts, int inTurn) throws IOException {
        if (inTurn == parts.components.length) {
            parser.nextToken();
        } else if (parser.nextFieldName(parts.components[inTurn].written)) {
            return parts.components[inTurn];
        }
        return parser.currentToken() == JsonToken.FIELD_NAME
                ? parts.byName.getOrDefault(parser.currentName(), UNKNOWN)
                : null;
    }

    /** The simple name; without the help of the class, whose surroundings may be broken. */
    static String name(Class<?> type) {
        String name = type.getName();
        return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
    }

    // Accessors and constructors are foreign code: whatever they throw is about this value only.
    private static Object get(Component component, Object value) throws Misfit {
        try {
            return (Object) component.accessor.invokeExact(value);
        } catch (Throwable thrown) {
            throw new Misfit("cannot be read: " + thrown.getClass().getName(), thrown);
        }
    }

    private static Object construct(MethodHandle constructor, Object[] values) throws Misfit {
        try {
            return (Object) constructor.invokeExact(values);
        } catch (Throwable thrown) {
            throw new Misfit(
                    "is refused by its constructor: " + thrown.getClass().getName(), thrown);
        }
    }

    private Parts parts() throws Misfit {
        Parts known = parts;
        if (known == null) {
            known = resolve();
            parts = known;
        }
        return known;
    }

    private Parts resolve() throws Misfit {
        RecordComponent[] declared = type.getRecordComponents();
        Component[] components = new Component[declared.length];
        Class<?>[] types = new Class<?>[declared.length];
        Map<String, Component> byName = new HashMap<>();
        try {
            for (int i = 0; i < declared.length; i++) {
                RecordComponent each = declared[i];
                types[i] = each.getType();
                components[i] = new Component(
                        i,
                        each.getName(),
                        new SerializedString(each.getName()),
                        accessor(each.getAccessor()),
                        shapes.apply(each.getGenericType()));
                byName.put(each.getName(), components[i]);
            }
            return new Parts(components, byName, constructor(type.getDeclaredConstructor(types)));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError unusable) {
            throw new Misfit(type.getName() + " cannot be used as a record", unusable);
        }
    }

    private static MethodHandle accessor(Method method) throws IllegalAccessException {
        method.setAccessible(true);
        return MethodHandles.lookup().unreflect(method).asType(MethodType.methodType(Object.class, Object.class));
    }

    private static MethodHandle constructor(Constructor<?> constructor) throws IllegalAccessException {
        constructor.setAccessible(true);
        return MethodHandles.lookup()
                .unreflectConstructor(constructor)
                .asSpreader(Object[].class, constructor.getParameterCount())
                .asType(MethodType.methodType(Object.class, Object[].class));
    }
}
