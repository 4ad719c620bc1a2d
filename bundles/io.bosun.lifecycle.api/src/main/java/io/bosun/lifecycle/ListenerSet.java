// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Marks a component that hears several channels, each with a method and a priority of its own. Registered as a service
 * of this type; a bus fetches it at its first publication after that, and holds it until it goes.
 *
 * <pre>
 * &#64;Component
 * public class Server implements ListenerSet {
 *     &#64;BusChannel("START") &#64;BusPriority(BusPriority.START_SERVERS)
 *     public void open() { ... }
 *
 *     &#64;BusChannel("STOP") &#64;BusPriority(BusPriority.STOP_SERVERS)
 *     public void close() { ... }
 * }
 * </pre>
 *
 * <p>A set with a method that cannot be a listener is refused as a whole, with one line in the log that names the
 * method. The service property {@link LifecycleBus#BUS} says which bus it hears, see {@link Bus}.
 */
@ConsumerType
public interface ListenerSet {}
