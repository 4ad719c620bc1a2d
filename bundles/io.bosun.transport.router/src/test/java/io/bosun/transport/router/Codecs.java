// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.router;

import io.bosun.codec.cbor.CborCodec;
import io.bosun.transport.PayloadCodec;
import java.lang.reflect.Constructor;
import java.lang.reflect.Proxy;

/** The real codec, with its default configuration. */
final class Codecs {
    private Codecs() {}

    static PayloadCodec cbor() {
        try {
            Constructor<?> constructor = CborCodec.class.getConstructors()[0];
            Class<?> config = constructor.getParameterTypes()[0];
            Object defaults = Proxy.newProxyInstance(
                    config.getClassLoader(),
                    new Class<?>[] {config},
                    (proxy, method, none) -> method.getDefaultValue());
            return (PayloadCodec) constructor.newInstance(defaults);
        } catch (ReflectiveOperationException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
