// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.sets;

import io.bosun.command.Command;
import io.bosun.command.Delivered;
import io.bosun.command.Delivery;

/** Is heard by all. */
@Delivered(Delivery.BROADCAST)
public record Shout(String what) implements Command<String> {}
