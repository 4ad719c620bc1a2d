// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.load;

import io.bosun.command.Command;

/** Must be done once; the reply is its number. */
public record Job(int number) implements Command<Integer> {}
