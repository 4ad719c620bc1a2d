// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.log;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogReaderService;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.service.log.admin.LoggerAdmin;

/** A framework with the log service of Felix, which takes the API from the class path of the test. */
final class OsgiLog implements AutoCloseable {
    private final Framework framework;
    private final BlockingQueue<LogEntry> entries = new LinkedBlockingQueue<>();

    OsgiLog(Path cache) throws BundleException {
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        cache.toString(),
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        "org.osgi.service.log;version=1.5.0,org.osgi.service.log.admin;version=1.0.0"));
        framework.start();
        framework.getBundleContext().installBundle(jar().toUri().toString()).start();
        service(LogReaderService.class).addLogListener(entries::add);
    }

    private static Path jar() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(each -> each.contains("org.apache.felix.log-"))
                .map(Path::of)
                .findFirst()
                .orElseThrow();
    }

    private <T> T service(Class<T> type) {
        BundleContext context = framework.getBundleContext();
        return context.getService(context.getServiceReference(type));
    }

    void level(LogLevel level) {
        service(LoggerAdmin.class).getLoggerContext(null).setLogLevels(Map.of(Logger.ROOT_LOGGER_NAME, level));
    }

    Logger logger(String name) {
        return service(LoggerFactory.class).getLogger(name);
    }

    /** Returns the next entry of a logger; null after a minute. */
    LogEntry next(String name) throws InterruptedException {
        LogEntry entry;
        do {
            entry = entries.poll(1, TimeUnit.MINUTES);
        } while (entry != null && !name.equals(entry.getLoggerName()));
        return entry;
    }

    @Override
    public void close() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(60_000);
    }
}
