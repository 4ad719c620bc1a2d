// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.guide;

import io.bosun.command.Command;

/** Sends goods away; the reply is a number to follow them by. */
public record Ship(Reservation what, String to) implements Command<String> {}
