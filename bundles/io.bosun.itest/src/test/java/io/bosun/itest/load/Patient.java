// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.load;

import io.bosun.command.Command;
import io.bosun.command.FullPolicy;
import io.bosun.command.WhenFull;

/** As {@link Job}; its sender waits for room. */
@WhenFull(value = FullPolicy.BLOCK, blockMillis = 100)
public record Patient(int number) implements Command<Integer> {}
