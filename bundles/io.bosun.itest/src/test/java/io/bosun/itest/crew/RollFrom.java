// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.crew;

import io.bosun.command.Command;
import java.util.List;

/** Asks {@link Roll} from the process that handles this; the reply has a text for each part. */
public record RollFrom(String fail, String hang) implements Command<List<String>> {}
