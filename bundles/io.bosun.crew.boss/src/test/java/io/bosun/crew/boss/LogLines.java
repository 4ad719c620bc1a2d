// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What a class logs, from INFO on. */
final class LogLines extends Handler {
    final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger;

    LogLines(Class<?> of) {
        logger = Logger.getLogger(of.getName());
        logger.addHandler(this);
    }

    @Override
    public void publish(LogRecord line) {
        lines.add(new SimpleFormatter().formatMessage(line) + (line.getThrown() == null ? "" : " and a stack"));
    }

    @Override
    public void flush() {
        // nothing is held back
    }

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
