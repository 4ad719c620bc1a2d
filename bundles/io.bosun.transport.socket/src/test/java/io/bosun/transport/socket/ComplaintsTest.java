// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ComplaintsTest {
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private final LogLines log = new LogLines();
    private final Complaints complaints = new Complaints(log, clock::get);

    @Test
    @DisplayName("reliability 6: counted, and logged at most once a second for each cause")
    void shouldLogACauseOnceASecond() {
        for (int i = 0; i < 1000; i++) {
            complaints.about(Complaint.MAGIC, "a", null);
        }
        complaints.about(Complaint.LENGTH, "b", null);
        assertThat(log.lines).containsExactly("wrong magic: a", "bad length: b");
        clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
        complaints.about(Complaint.MAGIC, "c", null);
        assertThat(log.lines).hasSize(3).last().isEqualTo("wrong magic: c (and 999 more since the last such line)");
        assertThat(complaints.count(Complaint.MAGIC)).isEqualTo(1001);
        assertThat(complaints.count(Complaint.LENGTH)).isEqualTo(1);
    }
}
