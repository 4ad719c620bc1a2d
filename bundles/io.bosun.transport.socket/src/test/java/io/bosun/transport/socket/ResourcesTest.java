// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.bosun.transport.link.FrameKind;
import io.bosun.transport.link.Link;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ResourcesTest {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    @Test
    @DisplayName("reliability 11: descriptors are unchanged after a thousand connects")
    void shouldReturnDescriptors() throws IOException {
        assumeThat(DESCRIPTORS).exists();
        try (Rig rig = new Rig()) {
            connectAndClose(rig, 1);
            long before = descriptors();
            for (int i = 1; i <= 1000; i++) {
                connectAndClose(rig, 1 + i);
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> descriptors() <= before);
        }
    }

    private static void connectAndClose(Rig rig, int count) throws IOException {
        Link link = rig.connect("h" + count);
        link.send(Rig.frame(FrameKind.MEMO, count, "here"));
        link.close();
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> rig.atBoss.closed.size() == count);
        assertThat(rig.atBoss.frames).hasSize(count);
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.count();
        }
    }

    @Test
    void shouldLeaveNothingWhenDeactivated() throws IOException {
        assumeThat(DESCRIPTORS).exists();
        new Rig().close();
        long before = descriptors();
        Rig rig = new Rig();
        Link link = rig.connect("h1");
        rig.close();
        assertThat(rig.atHand.closed).containsKey(link);
        assertThat(rig.atBoss.closed).hasSize(1);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain(Loop.THREAD);
        await().atMost(Duration.ofSeconds(10)).until(() -> descriptors() <= before);
        assertThat(link.isOpen()).isFalse();
        link.close();
    }
}
