// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The boss's child processes. Any thread may call it. */
@ProviderType
public interface Crew {
    /** Every configured hand as it is now, sorted by name. */
    List<HandStatus> hands();

    /** Whether every hand that is meant to run is ready. */
    boolean isCrewed();

    /**
     * Ends a hand: it drains, within its budget, and is not restarted. Returns at once.
     *
     * @throws IllegalArgumentException if there is no hand of this name
     */
    void end(String name);
}
