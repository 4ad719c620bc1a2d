// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.crew;

import io.bosun.command.Command;
import io.bosun.command.Delivered;
import io.bosun.command.Delivery;

/** Each process answers its name and pid, but for the one that is to fail and the one that is to hang. */
@Delivered(Delivery.BROADCAST)
public record Roll(String fail, String hang) implements Command<String> {}
