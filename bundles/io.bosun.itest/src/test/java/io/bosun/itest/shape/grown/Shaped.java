// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.shape.grown;

import io.bosun.command.Command;
import io.bosun.command.CommandName;

/** A later version: one component has gone, and one is new. */
@CommandName("itest.shaped")
public record Shaped(int number, boolean urgent) implements Command<String> {}
