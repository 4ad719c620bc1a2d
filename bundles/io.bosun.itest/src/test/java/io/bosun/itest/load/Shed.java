// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.load;

import io.bosun.command.Command;
import io.bosun.command.FullPolicy;
import io.bosun.command.WhenFull;

/** As {@link Job}; dropped where there is no room. */
@WhenFull(FullPolicy.DROP)
public record Shed(int number) implements Command<Integer> {}
