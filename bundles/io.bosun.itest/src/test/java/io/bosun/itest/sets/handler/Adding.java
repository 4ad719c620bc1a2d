// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.sets.handler;

import io.bosun.command.HandlerSet;
import io.bosun.command.Handles;
import io.bosun.itest.sets.Add;

/** Has a declaration and a default method. */
public interface Adding extends HandlerSet {
    @Handles(Add.class)
    default String add(Add command) {
        return "Adding " + (command.a() + command.b());
    }
}
