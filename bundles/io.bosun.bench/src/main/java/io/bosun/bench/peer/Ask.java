// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import io.bosun.command.Command;

/**
 * Asks for its own number.
 *
 * @param number tells one from the next
 */
public record Ask(long number) implements Command<Answer> {}
