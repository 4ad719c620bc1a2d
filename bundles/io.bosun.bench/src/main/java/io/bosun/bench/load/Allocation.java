// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.load;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

/** What all threads of this JVM have allocated; that of a thread that ended in between is lost. */
final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Map<Long, Long> before = now();

    long bytes() {
        long bytes = 0;
        for (Map.Entry<Long, Long> each : now().entrySet()) {
            bytes += each.getValue() - before.getOrDefault(each.getKey(), 0L);
        }
        return bytes;
    }

    private static Map<Long, Long> now() {
        long[] ids = THREADS.getAllThreadIds();
        long[] bytes = THREADS.getThreadAllocatedBytes(ids);
        Map<Long, Long> all = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            if (bytes[i] >= 0) {
                all.put(ids[i], bytes[i]);
            }
        }
        return all;
    }
}
