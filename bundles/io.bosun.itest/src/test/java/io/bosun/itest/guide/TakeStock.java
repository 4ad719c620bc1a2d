// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.guide;

import io.bosun.command.Command;
import io.bosun.command.Delivered;
import io.bosun.command.Delivery;
import java.util.Map;

/** Everybody who has goods says which. */
@Delivered(Delivery.BROADCAST)
public record TakeStock() implements Command<Map<String, Integer>> {}
