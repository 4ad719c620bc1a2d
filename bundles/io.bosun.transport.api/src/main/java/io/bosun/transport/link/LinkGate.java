// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.link;

import org.osgi.annotation.versioning.ConsumerType;

/** Decides who may come in. */
@ConsumerType
@FunctionalInterface
public interface LinkGate {
    /**
     * Judges a hello; called on a thread of the link, must not block. A token is to be used once only.
     *
     * @return whether the peer may use the name
     */
    boolean admits(String name, String token);
}
