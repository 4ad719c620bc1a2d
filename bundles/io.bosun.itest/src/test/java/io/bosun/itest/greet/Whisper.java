// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.greet;

import io.bosun.command.Command;

/** As {@link Greet}, for one berth only. */
public record Whisper(int number) implements Command<String> {}
