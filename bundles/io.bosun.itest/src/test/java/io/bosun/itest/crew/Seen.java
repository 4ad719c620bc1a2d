// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.crew;

import io.bosun.command.Command;
import java.util.List;

/** What was seen in the hand, in order. */
public record Seen() implements Command<List<String>> {}
