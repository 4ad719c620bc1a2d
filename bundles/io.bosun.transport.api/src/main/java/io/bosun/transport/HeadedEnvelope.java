// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport;

import java.util.Map;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/** An envelope that has what is written on it in fields of its own, as one that came by a link. */
@ProviderType
public abstract class HeadedEnvelope extends Envelope {
    private final String key;
    private final String sender;
    private final Map<String, String> headers;

    /**
     * A command at the begin of its way.
     *
     * @param id given by the bus that was asked; unique in that process
     * @param key name and major version of the command
     * @param command the record, or its {@link Payload} where it came by a link
     * @param sender the name of the process that asked
     * @param deadlineNanos by this JVM's {@link System#nanoTime()}, or {@link #NO_DEADLINE}
     * @param headers travel with the command; unmodifiable
     */
    protected HeadedEnvelope(
            long id, String key, Object command, String sender, long deadlineNanos, Map<String, String> headers) {
        super(id, command, deadlineNanos);
        this.key = Objects.requireNonNull(key, "key");
        this.sender = sender;
        this.headers = headers;
    }

    @Override
    public final String key() {
        return key;
    }

    @Override
    public final String sender() {
        return sender;
    }

    @Override
    public final Map<String, String> headers() {
        return headers;
    }
}
