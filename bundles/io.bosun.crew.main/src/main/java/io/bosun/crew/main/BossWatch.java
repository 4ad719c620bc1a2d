// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.main;

import io.bosun.crew.main.runtime.StartProperties;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * Ends a hand whose boss is gone: the boss holds the other end of standard input, and the kernel closes it with the
 * boss, however that ends. {@link Runtime#halt} runs no hook, so none can delay or veto it.
 */
final class BossWatch {
    /** Exit status of a hand that lost its boss. */
    static final int STATUS_BOSS_GONE = 3;

    private BossWatch() {}

    static Map<String, String> readOrHalt(InputStream boss) {
        try {
            return StartProperties.read(boss);
        } catch (IOException e) {
            System.err.println("bosun: not started by a boss: " + e.getMessage());
            Runtime.getRuntime().halt(STATUS_BOSS_GONE);
            throw new IllegalStateException(e);
        }
    }

    static void start(InputStream boss) {
        Thread watch = new Thread(() -> haltAtEnd(boss), "bosun-boss-watch");
        watch.setDaemon(true);
        watch.setPriority(Thread.MAX_PRIORITY);
        watch.start();
    }

    private static void haltAtEnd(InputStream boss) {
        try {
            while (boss.read() >= 0) {
                // the boss says nothing more: only the end counts
                continue;
            }
        } catch (IOException e) {
            // as good as the end
        } finally {
            Runtime.getRuntime().halt(STATUS_BOSS_GONE);
        }
    }
}
