// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.sets;

import io.bosun.command.Command;

/** Multiplies; the reply names the method that did it. */
public record Multiply(int a, int b) implements Command<String> {}
