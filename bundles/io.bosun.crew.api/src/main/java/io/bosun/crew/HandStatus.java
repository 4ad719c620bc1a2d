// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew;

import java.nio.file.Path;
import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A hand as it was when asked.
 *
 * @param name its name, by configuration
 * @param pid its process; 0 where there is none
 * @param state where it is in its life
 * @param uptime since its process was started; zero where there is none
 * @param done commands that it ended, over all its processes
 * @param restarts how often it was started again
 * @param lastExit how its previous process ended, for people; empty if none has
 * @param logFile where its output goes
 */
@ProviderType
public record HandStatus(
        String name,
        long pid,
        HandState state,
        Duration uptime,
        long done,
        int restarts,
        String lastExit,
        Path logFile) {}
