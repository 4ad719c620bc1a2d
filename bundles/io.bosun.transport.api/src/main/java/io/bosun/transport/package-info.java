// SPDX-License-Identifier: Apache-2.0

/**
 * Where the bus, the ring and the router meet. They agree at one point only: <em>offer an envelope to a berth; it
 * completes exactly once</em>. For those who provide a transport; users of commands need none of this.
 */
@Export
@Version("1.0.0")
package io.bosun.transport;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
