// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.crew;

import io.bosun.command.Command;

/** Waits for its turn. */
public record Wait(int number) implements Command<Void> {}
