// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import org.osgi.annotation.versioning.ProviderType;

/**
 * What becomes of a command that no berth has room for. To displace the oldest one is not possible: it is on a ring,
 * and may be running.
 */
@ProviderType
public enum FullPolicy {
    /** The caller waits for room, up to a time, then is refused. A caller that is a berth's own thread never waits. */
    BLOCK,
    /** The caller is refused with {@link Reason#REJECTED_FULL}. */
    REFUSE,
    /** It is dropped: the caller of {@link CommandBus#send} goes on as if it were accepted, the dead letter tells. */
    DROP
}
