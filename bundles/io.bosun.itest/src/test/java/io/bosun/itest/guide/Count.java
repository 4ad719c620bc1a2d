// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.guide;

import io.bosun.command.Command;
import io.bosun.command.CommandName;
import io.bosun.command.CommandVersion;
import io.bosun.command.Idempotent;
import io.bosun.command.Retry;
import io.bosun.command.Spread;

/** Says how many there are. */
@CommandName("warehouse.count")
@CommandVersion(2)
@Idempotent
@Spread
@Retry(count = 3, delayMillis = 50, jitter = 0.5)
public record Count(String item) implements Command<Integer> {}
