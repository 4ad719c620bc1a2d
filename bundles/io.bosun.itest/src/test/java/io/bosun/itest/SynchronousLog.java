// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/**
 * An OSGi log that calls its readers on the thread of whoever writes, as some containers do. Only what a test needs.
 */
final class SynchronousLog {
    private final List<LogListener> listeners = new CopyOnWriteArrayList<>();

    LogReaderService reader() {
        return new LogReaderService() {
            @Override
            public void addLogListener(LogListener listener) {
                listeners.add(listener);
            }

            @Override
            public void removeLogListener(LogListener listener) {
                listeners.remove(listener);
            }

            @Override
            public Enumeration<LogEntry> getLog() {
                return Collections.emptyEnumeration();
            }
        };
    }

    LoggerFactory factory() {
        return proxy(
                LoggerFactory.class, (method, arguments) -> method.equals("getLogger") ? logger(arguments[0]) : null);
    }

    private Logger logger(Object name) {
        return proxy(Logger.class, (method, arguments) -> {
            if (method.startsWith("is")) {
                return true;
            }
            write(name.toString(), LogLevel.valueOf(method.toUpperCase(Locale.ROOT)), arguments);
            return null;
        });
    }

    private void write(String name, LogLevel level, Object[] arguments) {
        String text = arguments[0].toString();
        Object[] values = arguments.length > 1 && arguments[1] instanceof Object[] all
                ? all
                : Arrays.copyOfRange(arguments, 1, arguments.length);
        String message = values.length == 0 ? text : text.replace("{}", values[0].toString());
        LogEntry entry = proxy(LogEntry.class, (method, none) -> switch (method) {
            case "getLoggerName" -> name;
            case "getLogLevel" -> level;
            case "getMessage" -> message;
            default -> null;
        });
        listeners.forEach(listener -> listener.logged(entry));
    }

    private interface Answer {
        Object to(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answer.to(
                        method.getName(),
                        arguments == null ? new Object[0] : Arrays.copyOf(arguments, arguments.length))));
    }
}
