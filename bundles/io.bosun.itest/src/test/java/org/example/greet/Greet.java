// SPDX-License-Identifier: Apache-2.0

package org.example.greet;

import io.bosun.command.Command;
import io.bosun.command.Idempotent;
import io.bosun.command.Spread;

@Idempotent // may run twice
@Spread // may run in several hands
public record Greet(String name) implements Command<String> {}
