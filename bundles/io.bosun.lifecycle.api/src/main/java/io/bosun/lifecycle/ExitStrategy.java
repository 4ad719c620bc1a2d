// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Ends the process, or whatever else a bus stands for, when the bus has come to its end. A service; of several for one
 * bus (see {@link Bus}) the one of the highest ranking is called, and no other. Without any, nothing ends: so nothing
 * of ours ever exits a host container.
 */
@ConsumerType
public interface ExitStrategy {
    /**
     * Called once in the life of a bus, on the bus's thread: when an EXIT listener has failed, all EXIT listeners
     * having run, or else after the listeners of EXITED. Must not wait for the bus. What it throws is logged. Not
     * called when the JVM is ending already: then its status stands.
     *
     * <p>Where a listener holds up the exit for longer than is configured and ignores its interrupt, it is called all
     * the same, on another thread and before the end.
     *
     * @param bus in EXIT_ERROR, from where it goes on to EXITED if this method returns, or in EXITED, or where it hangs
     * @param status see {@link LifecycleBus#exitStatus()}: 70 if an EXIT listener has failed
     */
    void exit(LifecycleBus bus, int status);
}
