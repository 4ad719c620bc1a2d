// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.pinned;

import io.bosun.command.HandlerSet;
import io.bosun.command.Handles;
import io.bosun.command.Serves;
import org.osgi.service.component.annotations.Component;

/** A set of handlers. */
@Component(service = HandlerSet.class)
@Serves(target = "pinned")
public class Breakers implements HandlerSet {
    @Handles(Break.class)
    public Thing doBreak(Break command) {
        return command.thing();
    }
}
