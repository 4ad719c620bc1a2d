// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.load;

import io.bosun.command.Command;

/** As {@link Job}, for another target. */
public record Neighbour(int number) implements Command<Integer> {}
