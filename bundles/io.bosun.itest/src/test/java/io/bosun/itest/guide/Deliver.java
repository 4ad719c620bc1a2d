// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.guide;

import io.bosun.command.Command;
import io.bosun.command.FullPolicy;
import io.bosun.command.WhenFull;

/** Puts goods on a shelf; there is nothing to reply. */
@WhenFull(value = FullPolicy.BLOCK, blockMillis = 500)
public record Deliver(String item, int count) implements Command<Void> {}
