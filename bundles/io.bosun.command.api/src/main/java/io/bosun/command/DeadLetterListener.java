// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import org.osgi.annotation.versioning.ConsumerType;

/** A whiteboard service that is told of each dead letter. */
@ConsumerType
@FunctionalInterface
public interface DeadLetterListener {
    /**
     * Called in order of their numbers, one call at a time, on a thread of the store. A listener that is slower than
     * letters come misses those that are displaced meanwhile: their numbers are left out. What it throws is logged.
     */
    void added(DeadLetter letter);
}
