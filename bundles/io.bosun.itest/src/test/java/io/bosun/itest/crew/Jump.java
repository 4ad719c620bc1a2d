// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.crew;

import io.bosun.command.Command;
import io.bosun.command.Control;

/** Overtakes. */
@Control
public record Jump(int number) implements Command<Void> {}
