// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import org.osgi.annotation.versioning.ProviderType;

/** To whom a command goes. */
@ProviderType
public enum Delivery {
    /** To one berth of the target. */
    DIRECT,
    /** To every live berth that handles the type, the sender's own included. */
    BROADCAST,
    /** To the boss itself, from wherever it is sent. */
    COORDINATOR
}
