// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import io.bosun.command.Command;
import io.bosun.command.FullPolicy;
import io.bosun.command.WhenFull;

/**
 * What is sent: 32 bytes. By our bus its sender waits for room.
 *
 * @param producer who sent it
 * @param number how many that producer had sent before
 * @param due when it was to be sent
 */
@WhenFull(FullPolicy.BLOCK)
public record Tick(int producer, long number, long due) implements Command<Void> {
    void to(Receiver receiver) {
        receiver.receive(producer, number, due);
    }
}
