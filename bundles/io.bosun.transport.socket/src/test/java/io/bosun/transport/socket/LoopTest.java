// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoopTest {
    @Test
    void shouldRunEveryTaskThatItTook() throws IOException {
        AtomicReference<Loop> made = new AtomicReference<>();
        AtomicBoolean taken = new AtomicBoolean();
        AtomicBoolean ran = new AtomicBoolean();
        Loop loop = new Loop(new LogLines(), new Loop.Tenant() {
            @Override
            public void leave() {
                // nothing is there
            }

            /** The last thing that is asked of it before it ends. */
            @Override
            public boolean isBusy() {
                taken.set(made.get().execute(() -> ran.set(true)));
                return false;
            }

            @Override
            public void evicted() {
                assertThat(ran).isTrue();
            }
        });
        made.set(loop);
        loop.start();
        loop.stop();
        loop.join(10_000);
        assertThat(taken).isTrue();
        assertThat(ran).isTrue();
        assertThat(loop.execute(() -> ran.set(false))).isFalse();
    }
}
