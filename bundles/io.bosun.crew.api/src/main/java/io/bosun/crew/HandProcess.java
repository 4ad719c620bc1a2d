// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** The process of a hand. Any thread may call it. */
@ConsumerType
public interface HandProcess {
    /** Its process id. */
    long pid();

    /** Completes with the exit status when the process has ended and been reaped; 128 + n for signal n. */
    CompletionStage<Integer> onExit();

    /** Asks it to end, with SIGTERM. */
    void terminate();

    /** Ends it, and the processes that it started, with SIGKILL. */
    void kill();
}
