// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.main;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Where {@code java.util.logging} goes, and {@link System.Logger} with it: one line an event to standard error. */
final class ErrorLog {
    private static final int FILE_LIMIT = 4 << 20;

    private ErrorLog() {}

    /** Sets it up, unless the JVM was told to do otherwise. */
    static void configure(Level console) throws IOException {
        if (isSetUpByUser()) {
            return;
        }
        String settings = String.join(
                "\n",
                "handlers=java.util.logging.ConsoleHandler",
                ".level=INFO",
                // warns when there is no terminal, which is as it should be
                "org.jline.level=SEVERE",
                "java.util.logging.ConsoleHandler.level=" + console.getName(),
                "java.util.logging.SimpleFormatter.format=%1$tF %1$tT.%1$tL %4$-7s %3$s: %5$s%6$s%n",
                "");
        LogManager.getLogManager()
                .readConfiguration(new ByteArrayInputStream(settings.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** Everything at level INFO goes to a file as well, which is cut when it grows. */
    static void addFile(Path file) throws IOException {
        if (isSetUpByUser()) {
            return;
        }
        String pattern = file.toString().replace("%", "%%");
        Handler handler = new FileHandler(pattern, FILE_LIMIT, 1, true);
        handler.setFormatter(new SimpleFormatter());
        handler.setEncoding(StandardCharsets.UTF_8.name());
        Logger.getLogger("").addHandler(handler);
    }

    private static boolean isSetUpByUser() {
        return System.getProperty("java.util.logging.config.file") != null
                || System.getProperty("java.util.logging.config.class") != null;
    }
}
