// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import io.bosun.command.Command;

/**
 * The template of {@link CommandTypes}. It declares nothing: those that do have a policy each, which in a hundred
 * thousand types is one more object out of every cache.
 */
public record T000000() implements Command<Void> {}
