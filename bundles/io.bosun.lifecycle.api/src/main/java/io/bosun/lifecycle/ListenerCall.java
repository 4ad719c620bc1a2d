// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One call of a listener within a hop.
 *
 * @param listener its name: that of its component or class, with its method where it has several
 * @param nanos how long it took, in nanoseconds
 * @param result what it returned; null where it returned null or failed
 * @param failure what it threw
 */
@ProviderType
public record ListenerCall(String listener, long nanos, Object result, Optional<Throwable> failure) {
    /** @throws NullPointerException if {@code listener} or {@code failure} is null */
    public ListenerCall {
        Objects.requireNonNull(listener, "listener");
        Objects.requireNonNull(failure, "failure");
    }
}
