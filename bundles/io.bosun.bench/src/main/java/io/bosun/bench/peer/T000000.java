// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import io.bosun.command.Command;

/** The template of {@link CommandTypes}. */
public record T000000() implements Command<Void> {}
