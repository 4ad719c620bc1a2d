// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The hook as a thread that a test starts, with a real framework. */
class ShutdownHookTest {
    private final BossDirectory directory;
    private final ShutdownHook hook;

    ShutdownHookTest() throws IOException {
        directory = BossDirectory.openPrivate();
        hook = new ShutdownHook(directory);
    }

    @Test
    void shouldWaitForWhatIsBeingWritten() throws Exception {
        hook.prepare(() -> {
            hook.start();
            await().atMost(10, TimeUnit.SECONDS).until(() -> hook.getState() == Thread.State.BLOCKED);
            Files.writeString(directory.folder("tmp").resolve("file"), "text");
            return host();
        });
        hook.join(10_000);

        assertThat(directory.root()).doesNotExist();
    }

    @Test
    void shouldPrepareNothingAfterwards() {
        hook.run();

        assertThat(directory.root()).doesNotExist();
        assertThatThrownBy(() -> hook.prepare(this::host)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void shouldNotStartWhatIsToStop() throws Exception {
        Host host = hook.prepare(this::host);
        hook.run();

        assertThat(host.run()).isZero();
        assertThat(directory.root()).doesNotExist();
    }

    @Test
    void shouldLeaveTheRestToTheMainThread() throws Exception {
        hook.prepare(this::host);
        hook.disarm();
        hook.run();

        assertThat(directory.root()).isDirectory();
        directory.close();
    }

    private Host host() {
        return new Host(Host.storage(directory.folder("cache")), List.of());
    }
}
