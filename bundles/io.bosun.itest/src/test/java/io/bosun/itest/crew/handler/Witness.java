// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.crew.handler;

import io.bosun.command.CommandContext;
import io.bosun.command.HandlerSet;
import io.bosun.command.Handles;
import io.bosun.command.Serves;
import io.bosun.itest.crew.Block;
import io.bosun.itest.crew.Jump;
import io.bosun.itest.crew.Release;
import io.bosun.itest.crew.Seen;
import io.bosun.itest.crew.Wait;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.osgi.service.component.annotations.Component;

/** Blocks on one target, and tells on another one what happened there. */
@Component(service = HandlerSet.class)
@Serves(target = "blocker")
public class Witness implements HandlerSet {
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch release = new CountDownLatch(1);

    @Handles(Block.class)
    public String block(Block command, CommandContext context) throws InterruptedException {
        seen.add("entered " + command.name());
        try {
            release.await();
            return command.name();
        } catch (InterruptedException e) {
            seen.add("interrupted " + command.name() + " " + context.isCancelled());
            throw e;
        }
    }

    @Handles(Wait.class)
    public void doWait(Wait command) {
        seen.add("wait " + command.number());
    }

    @Handles(Jump.class)
    public void jump(Jump command) {
        seen.add("jump " + command.number());
    }

    @Handles(value = Release.class, target = "witness")
    public void release(Release command) {
        release.countDown();
        release = new CountDownLatch(1);
    }

    @Handles(value = Seen.class, target = "witness")
    public List<String> seen(Seen command) {
        return List.copyOf(seen);
    }
}
