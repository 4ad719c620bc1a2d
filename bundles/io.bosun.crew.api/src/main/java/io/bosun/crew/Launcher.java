// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew;

import java.io.IOException;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/** One way to start a hand; a service with the property {@link #METHOD}. */
@ConsumerType
public interface Launcher {
    /** Service property: the name of this way, such as {@code local}. */
    String METHOD = "bosun.launcher";

    /** Symbolic names of the bundles that every hand started this way has, whatever its configuration. */
    Set<String> runtime();

    /**
     * Starts a hand's process; returns as soon as it runs. It does not outlive this one. The boss calls it for one hand
     * after the other, on the thread that watches all of them: it must not wait for anything but the start.
     *
     * @throws IOException if it cannot be started, naming what could not be
     */
    HandProcess launch(LaunchRequest request) throws IOException;
}
