// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.guide;

import io.bosun.command.Command;
import io.bosun.command.Deadline;

/** Takes goods off a shelf. */
@Deadline(millis = 2_000)
public record Reserve(String item, int count) implements Command<Reservation> {}
