// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.sets;

import io.bosun.command.Command;

/** Subtracts; the reply names the method that did it. */
public record Subtract(int a, int b) implements Command<String> {}
