// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Why a command goes where it goes.
 *
 * @param key the command
 * @param route where it goes; empty if nobody has named it
 * @param why one sentence for each thing that decides it, the first one the most important, for people
 * @param places the processes whose berths it may be offered to now, in order; {@code boss}, or the name of a hand
 * @param handlers every handler of it in this process, whether it serves or not; the one that serves first
 */
@ProviderType
public record RouteExplanation(
        String key,
        Optional<CommandRoute> route,
        List<String> why,
        List<String> places,
        List<HandlerStatus> handlers) {}
