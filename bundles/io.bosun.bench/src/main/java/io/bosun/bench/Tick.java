// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench;

import io.bosun.command.Command;

/**
 * The least that can be sent.
 *
 * @param producer who sent it
 */
public record Tick(int producer) implements Command<Void> {}
