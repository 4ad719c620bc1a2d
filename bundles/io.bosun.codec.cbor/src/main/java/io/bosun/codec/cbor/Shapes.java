// SPDX-License-Identifier: Apache-2.0

package io.bosun.codec.cbor;

import java.io.File;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Finds the shape of a type. The shapes of records are kept with their class, so that they go when it goes; nothing
 * here holds a class.
 */
final class Shapes {
    private final Set<Class<?>> kept = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    private final Shape any = new AnyShape(this);
    private final ClassValue<Shape> records = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            kept.add(type);
            return new RecordShape(type, each -> of(each, Map.of()));
        }
    };

    /** The shape of a type; one that is not carried has a {@link Refusal}. */
    Shape of(Type type) {
        return of(type, Map.of());
    }

    /** The shape of whatever may be written. */
    Shape any() {
        return any;
    }

    /** The shape of a value of which only the class is known. */
    Shape ofValue(Object value) {
        if (value instanceof Enum<?> constant) {
            return of(constant.getDeclaringClass());
        }
        if (value instanceof Set<?>) {
            return Containers.set(any);
        }
        if (value instanceof Collection<?>) {
            return Containers.list(any);
        }
        if (value instanceof Map<?, ?>) {
            return map(any, null);
        }
        return of(value.getClass());
    }

    /** Forgets the classes of a loader, or of all if it is null. */
    void forget(ClassLoader loader) {
        List<Class<?>> known;
        synchronized (kept) {
            known = List.copyOf(kept);
        }
        for (Class<?> each : known) {
            if (loader == null || each.getClassLoader() == loader) {
                records.remove(each);
                kept.remove(each);
            }
        }
    }

    private Shape of(Type type, Map<TypeVariable<?>, Shape> bound) {
        if (type instanceof Class<?> c) {
            return ofClass(c);
        }
        if (type instanceof ParameterizedType p) {
            return ofParameterized((Class<?>) p.getRawType(), p.getActualTypeArguments(), bound);
        }
        if (type instanceof TypeVariable<?> v) {
            return bound.getOrDefault(v, any);
        }
        if (type instanceof WildcardType w && w.getUpperBounds()[0] != Object.class) {
            return of(w.getUpperBounds()[0], bound);
        }
        if (type instanceof GenericArrayType a) {
            return refused(a.getTypeName(), "declare it as List");
        }
        return any;
    }

    private Shape ofClass(Class<?> type) {
        Shape scalar = Scalars.of(type);
        if (scalar != null) {
            return scalar;
        }
        if (type.isRecord()) {
            return records.get(type);
        }
        if (type.isEnum()) {
            return enumShape(type);
        }
        if (type.isArray()) {
            return new Containers.ArrayShape(type.getComponentType(), of(type.getComponentType()));
        }
        if (type == Void.class || type == void.class) {
            return new NothingShape();
        }
        if (type == Map.class) {
            return map(any, null);
        }
        Shape container = container(type, any);
        return container == null ? refused(type.getName(), advice(type)) : container;
    }

    private Shape ofParameterized(Class<?> raw, Type[] arguments, Map<TypeVariable<?>, Shape> bound) {
        if (raw.isRecord()) {
            Map<TypeVariable<?>, Shape> inner = new HashMap<>();
            for (int i = 0; i < arguments.length; i++) {
                inner.put(raw.getTypeParameters()[i], of(arguments[i], bound));
            }
            return new RecordShape(raw, each -> of(each, inner));
        }
        if (raw == Map.class) {
            return ofMap(arguments[0], of(arguments[0], bound), of(arguments[1], bound));
        }
        Shape container = arguments.length == 1 ? container(raw, of(arguments[0], bound)) : null;
        return container == null ? refused(raw.getName(), advice(raw)) : container;
    }

    private Shape ofMap(Type keyType, Shape key, Shape value) {
        if (key instanceof TextShape text) {
            return map(value, text);
        }
        TextShape text = keyType instanceof Class<?> c ? Scalars.key(c) : null;
        return text == null && key != any
                ? refused("a map with keys of " + keyType.getTypeName(), "use text, a number or an enum")
                : map(value, text);
    }

    /** A container of one kind of element, or null if the type is none. */
    private static Shape container(Class<?> type, Shape element) {
        if (type == List.class || type == Collection.class) {
            return Containers.list(element);
        }
        if (type == Set.class) {
            return Containers.set(element);
        }
        return type == Optional.class ? new Containers.OptionalShape(element) : null;
    }

    private Shape map(Shape value, TextShape key) {
        return new Containers.MapShape(this::keyOf, key, value);
    }

    private TextShape keyOf(Object key) {
        return key instanceof Enum<?> constant ? enumShape(constant.getDeclaringClass()) : Scalars.key(key.getClass());
    }

    private static TextShape enumShape(Class<?> type) {
        return new TextShape(type, 65_536, each -> ((Enum<?>) each).name(), text -> constant(type, text));
    }

    private static Object constant(Class<?> type, String name) {
        for (Object each : type.getEnumConstants()) {
            if (((Enum<?>) each).name().equals(name)) {
                return each;
            }
        }
        throw new IllegalArgumentException("one of " + List.of(type.getEnumConstants()));
    }

    private static Shape refused(String type, String advice) {
        return new Refusal("is " + type + ", which is not carried: " + advice);
    }

    private static String advice(Class<?> type) {
        if (Path.class.isAssignableFrom(type) || File.class.isAssignableFrom(type)) {
            return "use java.net.URI";
        }
        if (Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type)) {
            return "declare it as List, Set or Map";
        }
        return "use a record, for nothing in the bytes may name a class";
    }
}
