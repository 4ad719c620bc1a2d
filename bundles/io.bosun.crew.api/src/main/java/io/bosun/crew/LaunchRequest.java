// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a launcher needs to know.
 *
 * @param name of the hand
 * @param directory its own, made if it is not there; it is the process's working directory
 * @param logFile gets its standard output and error, appended
 * @param jvmOptions for its JVM, after the launcher's own
 * @param debugPort where a debugger may attach, on the loopback interface; 0 for none
 * @param link where the boss listens
 * @param token proves the name once; reaches the process by its standard input
 * @param properties more framework properties of the hand
 */
@ProviderType
public record LaunchRequest(
        String name,
        Path directory,
        Path logFile,
        List<String> jvmOptions,
        int debugPort,
        URI link,
        String token,
        Map<String, String> properties) {

    /** Keeps copies of the collections. */
    public LaunchRequest {
        jvmOptions = List.copyOf(jvmOptions);
        properties = Map.copyOf(properties);
    }

    @Override
    public String toString() {
        return "hand " + name + " in " + directory;
    }
}
