// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.crew;

import io.bosun.command.Command;

/** Is not done before {@link Release}, or an interrupt. */
public record Block(String name) implements Command<String> {}
