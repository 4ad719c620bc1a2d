// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.echo;

import io.bosun.command.Command;

/**
 * Asks for its own content.
 *
 * @param number tells one from the next
 * @param text makes it as long as the raw message
 */
public record Echo(long number, String text) implements Command<Echoed> {}
