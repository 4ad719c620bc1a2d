// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport;

import java.lang.reflect.Type;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Turns records into bytes and back. The caller names the type to decode; nothing in the bytes does. Any thread may
 * call it.
 */
@ProviderType
public interface PayloadCodec {
    /**
     * Encodes a record, or any value that may be a component of one; null is a value too.
     *
     * @throws UnencodableException if it cannot be encoded, naming the path of the offending component
     */
    Payload encode(Object value);

    /**
     * Decodes a value. Unknown components are skipped and missing ones take the default of their type, so that either
     * side may be one minor version ahead.
     *
     * @param type what to make of the bytes, in the caller's class space
     * @throws UnencodableException if the bytes do not fit the type, naming the path of the offending component
     */
    Object decode(Payload payload, Type type);

    /**
     * Forgets what is cached about the classes of a loader, so that it can be collected. The bus calls it when a
     * handler has gone whose command is of this loader; more may be encoded of it all the same.
     *
     * @param loader null does nothing
     */
    void forget(ClassLoader loader);
}
