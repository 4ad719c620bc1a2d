// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A listener of a bus.
 *
 * @param channel what it hears; empty for a service that is refused
 * @param priority where it stands
 * @param listener its name: that of its component or class, with its method where it has several
 * @param bundle the symbolic name of the bundle that registered it; empty where it was subscribed by hand
 * @param problem why it is refused, and what to do
 */
@ProviderType
public record ListenerStatus(String channel, int priority, String listener, String bundle, Optional<String> problem) {}
