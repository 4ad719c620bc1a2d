// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import org.osgi.annotation.versioning.ProviderType;

/** What becomes of a request for a walk that comes while another walk is under way. */
@ProviderType
public enum WhenBusy {
    /** Comes after the walk under way and after all that were asked for before. */
    QUEUE,
    /**
     * If the walk under way, or the last one in the queue, has the same target, both share its report; else as
     * {@link #QUEUE}. For those who want to be somewhere, and not to be the cause of it.
     */
    JOIN,
    /**
     * Ends the walk under way at its next hop, unless that has the same target, and comes next. Listeners of START that
     * are waiting are interrupted, and those that did not run yet are left out. What waits in the queue stays there: it
     * comes after this one, so that a stop is never lost. Of two that supersede, the later goes first. A walk to the
     * last state (EXITED) cannot be superseded, nor one whose listener has failed: it goes there, too.
     */
    SUPERSEDE
}
