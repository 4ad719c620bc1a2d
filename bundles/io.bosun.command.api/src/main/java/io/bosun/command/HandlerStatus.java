// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A handler of this process, as it was when asked.
 *
 * @param key the command; empty where it could not be read
 * @param target the name that the command is sent to; empty where it could not be read
 * @param owner the component, or the class of the handlers
 * @param handler the method, {@code handle} for a handler of one command
 * @param bundle symbolic name and version of its bundle
 * @param bundleId the bundle's id
 * @param ranking its service ranking
 * @param state whether it serves
 * @param why the reason of its state, for people
 */
@ProviderType
public record HandlerStatus(
        String key,
        String target,
        String owner,
        String handler,
        String bundle,
        long bundleId,
        int ranking,
        State state,
        String why) {
    /** Whether a handler serves. */
    @ProviderType
    public enum State {
        /** It gets the commands. */
        SERVING,
        /** It would serve if the one that does were gone. */
        STANDBY,
        /** Its target is configured to run elsewhere. */
        NOT_PLACED,
        /** It disagrees with one that was there before. */
        CONFLICT,
        /** It is declared in a way that cannot work. */
        INVALID,
        /** It serves, but its object cannot be had. */
        FAILING
    }
}
