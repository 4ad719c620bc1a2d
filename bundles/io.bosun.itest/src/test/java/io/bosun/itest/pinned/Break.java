// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.pinned;

import io.bosun.command.Command;

/** Is answered by {@link Breakers}, a set. */
public record Break(Thing thing) implements Command<Thing> {}
