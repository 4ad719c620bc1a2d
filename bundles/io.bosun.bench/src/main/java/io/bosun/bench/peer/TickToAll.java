// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import io.bosun.command.Command;
import io.bosun.command.Delivered;
import io.bosun.command.Delivery;
import io.bosun.command.FullPolicy;
import io.bosun.command.WhenFull;

/**
 * A {@link Tick} for everybody.
 *
 * @param producer who sent it
 * @param number how many that producer had sent before
 * @param due when it was to be sent
 */
@Delivered(Delivery.BROADCAST)
@WhenFull(FullPolicy.BLOCK)
public record TickToAll(int producer, long number, long due) implements Command<Void> {}
