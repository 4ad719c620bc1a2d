// SPDX-License-Identifier: Apache-2.0

/**
 * The lifecycle bus: where the process is, the way to where it shall be, and who listens on that way.
 *
 * <p>Callers use {@link io.bosun.lifecycle.LifecycleBus}, a service. Who wants to hear of a state registers a
 * {@link io.bosun.lifecycle.BusListener} as a service with {@link io.bosun.lifecycle.BusSubscription}, or subscribes it
 * by hand; a {@link io.bosun.lifecycle.ListenerSet} hears several channels. Who lives only within a state asks for its
 * condition ({@link io.bosun.lifecycle.LifecycleBus#STATE_CONDITION}). The states of a process and their graph stand in
 * {@link io.bosun.lifecycle.ProcessState}.
 *
 * <p>Who looks at a process from outside uses {@link io.bosun.lifecycle.PidFile}, which is no service.
 */
@Export
@Version("1.0.0")
package io.bosun.lifecycle;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
