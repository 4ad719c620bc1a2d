// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.runtime;

import java.time.Instant;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One change of the registry.
 *
 * @param number of the change, from 1 on, without a gap
 * @param kind what happened
 * @param key the command; empty where the change is of a target as a whole
 * @param target the target; empty where it is not known
 * @param subject who came or went: the handler and its bundle, the process, or the configuration
 * @param why the reason, for people; may be empty
 * @param time by the wall clock
 */
@ProviderType
public record RegistryEvent(
        long number, Kind kind, String key, String target, String subject, String why, Instant time) {
    /** What happened. */
    @ProviderType
    public enum Kind {
        /** A handler came and serves, or is there for when it is wanted. */
        HANDLER_ADDED,
        /** A handler went. */
        HANDLER_REMOVED,
        /** A handler came that cannot work, or disagrees with another. */
        HANDLER_REFUSED,
        /** A handler that did not serve does now. */
        HANDLER_PROMOTED,
        /** Another process serves a target. */
        BERTH_ADDED,
        /** Another process does not serve a target any more. */
        BERTH_REMOVED,
        /** A target or a command was configured. */
        CONFIGURED,
        /** A configuration of a target or a command went. */
        UNCONFIGURED,
        /** No replacement of a handler came within the grace: what waited for it became dead letters. */
        LAPSED
    }
}
