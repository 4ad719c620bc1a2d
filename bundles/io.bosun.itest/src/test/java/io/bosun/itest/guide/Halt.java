// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.guide;

import io.bosun.command.Command;
import io.bosun.command.Control;

/** Takes no more goods, before all deliveries that still wait. */
@Control
public record Halt(String reason) implements Command<Void> {}
