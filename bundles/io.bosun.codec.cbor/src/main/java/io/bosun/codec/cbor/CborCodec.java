// SPDX-License-Identifier: Apache-2.0

package io.bosun.codec.cbor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.bosun.transport.Payload;
import io.bosun.transport.PayloadCodec;
import io.bosun.transport.UnencodableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Records as CBOR: a record is a map from the names of its components. Types come from the caller and from the
 * components that records declare, never from the bytes or from a value's class.
 */
@Component(configurationPid = "io.bosun.codec.cbor")
@Designate(ocd = CborCodec.Config.class)
public final class CborCodec implements PayloadCodec {
    /** The limits of what is encoded and decoded. */
    @ObjectClassDefinition(name = "Bosun CBOR codec", description = "Limits of one encoded record")
    @interface Config {
        @AttributeDefinition(description = "How deep values may be nested")
        int maxDepth() default 100;

        @AttributeDefinition(description = "How many values one record may have, those within it included")
        int maxValues() default 4_000_000;
    }

    /** What follows from a configuration; a value being written or read keeps to one of them. */
    private record Setting(Limits limits, JsonFactory factory) {
        static Setting of(Limits limits) {
            // Names and keys come from peers: they must not fill a table that is shared by all.
            return new Setting(
                    limits,
                    CBORFactory.builder()
                            .streamReadConstraints(limits.constraints())
                            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                            .build());
        }
    }

    /** Takes just as much as is written: short values come in one piece. */
    private static final class Bytes extends ByteArrayOutputStream {
        private Bytes() {
            super(0);
        }

        private Payload toPayload() {
            return new Payload(ByteBuffer.wrap(buf, 0, count));
        }
    }

    private final Shapes shapes = new Shapes();
    private volatile Setting setting;

    @Activate
    public CborCodec(Config config) {
        this(new Limits(config.maxDepth(), config.maxValues()));
    }

    CborCodec(Limits limits) {
        this.setting = Setting.of(limits);
    }

    @Modified
    void modified(Config config) {
        setting = Setting.of(new Limits(config.maxDepth(), config.maxValues()));
    }

    @Deactivate
    void close() {
        shapes.forget(null);
    }

    @Override
    public Payload encode(Object value) {
        Setting now = setting;
        Bytes bytes = new Bytes();
        try (JsonGenerator generator = now.factory.createGenerator(bytes)) {
            new Out(generator, now.limits).write(shapes.any(), value);
        } catch (Misfit misfit) {
            throw new UnencodableException("Cannot encode " + where(typeOf(value), misfit), misfit.getCause());
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError broken) {
            throw new UnencodableException("Cannot encode " + name(typeOf(value)) + ": " + broken, broken);
        }
        return bytes.toPayload();
    }

    @Override
    public Object decode(Payload payload, Type type) {
        Setting now = setting;
        try (JsonParser parser = parser(now.factory, payload.bytes())) {
            if (parser.nextToken() == null) {
                throw new Misfit("there are no bytes");
            }
            Object value = new In(parser, now.limits).read(shapes.of(type));
            if (parser.nextToken() != null) {
                throw new Misfit("there are bytes behind it");
            }
            return value;
        } catch (Misfit misfit) {
            throw new UnencodableException("Cannot decode " + where(type, misfit), misfit.getCause());
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError broken) {
            throw new UnencodableException("Cannot decode " + name(type) + ": " + broken, broken);
        }
    }

    @Override
    public void forget(ClassLoader loader) {
        if (loader != null) {
            shapes.forget(loader);
        }
    }

    private static JsonParser parser(JsonFactory factory, ByteBuffer bytes) throws IOException {
        if (bytes.hasArray()) {
            return factory.createParser(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return factory.createParser(copy);
    }

    private static Type typeOf(Object value) {
        return value == null ? Void.class : value.getClass();
    }

    private static String where(Type type, Misfit misfit) {
        return name(type) + misfit.path() + ": " + misfit.getMessage();
    }

    private static String name(Type type) {
        if (type instanceof ParameterizedType p) {
            return name(p.getRawType());
        }
        return type instanceof Class<?> c ? RecordShape.name(c) : type.getTypeName();
    }
}
