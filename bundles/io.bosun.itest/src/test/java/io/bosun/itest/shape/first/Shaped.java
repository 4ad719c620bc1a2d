// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.shape.first;

import io.bosun.command.Command;
import io.bosun.command.CommandName;

/** The command as it is sent. */
@CommandName("itest.shaped")
public record Shaped(int number, String name) implements Command<String> {}
