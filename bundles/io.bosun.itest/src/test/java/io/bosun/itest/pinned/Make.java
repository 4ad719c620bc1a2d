// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.pinned;

import io.bosun.command.Command;

/** Is answered by {@link Maker}. */
public record Make(Thing thing) implements Command<Thing> {}
