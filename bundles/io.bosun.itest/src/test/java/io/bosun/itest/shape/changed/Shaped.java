// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.shape.changed;

import io.bosun.command.Command;
import io.bosun.command.CommandName;
import java.util.List;

/** A later version that the old one does not fit. */
@CommandName("itest.shaped")
public record Shaped(List<String> number) implements Command<String> {}
