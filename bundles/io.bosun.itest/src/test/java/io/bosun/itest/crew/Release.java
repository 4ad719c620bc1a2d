// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.crew;

import io.bosun.command.Command;

/** Lets what is blocked go on. */
public record Release() implements Command<Void> {}
