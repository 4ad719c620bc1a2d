// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import io.bosun.command.Command;
import io.bosun.command.FullPolicy;
import io.bosun.command.WhenFull;

/** The template of {@link CommandTypes}. */
@WhenFull(FullPolicy.BLOCK)
public record T000000() implements Command<Void> {}
