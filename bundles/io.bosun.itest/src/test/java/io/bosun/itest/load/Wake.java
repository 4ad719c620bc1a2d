// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.load;

import io.bosun.command.Command;
import io.bosun.command.Delivered;
import io.bosun.command.Delivery;

/** Gives everybody something to do, but next to nothing. */
@Delivered(Delivery.BROADCAST)
public record Wake(int number) implements Command<Void> {}
