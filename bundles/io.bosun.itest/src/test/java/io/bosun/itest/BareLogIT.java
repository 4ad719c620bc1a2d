// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.lifecycle.LogLevel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.FrameworkWiring;

/** In a container where nobody knows of the OSGi log. It is called by reflection, for its API is not shared either. */
@DisplayName("the log of a bus without the OSGi log")
class BareLogIT {
    private final TestDirectory directory = TestDirectory.create();
    private final Path file = directory.root().resolve("bus.log");
    private LogContainer container;

    @AfterEach
    void close() throws BundleException, InterruptedException {
        container.close();
        directory.close();
    }

    private Object service(String type) {
        ServiceReference<?>[] references = Awaitility.await(type)
                .atMost(Processes.LIVENESS)
                .until(() -> container.context().getAllServiceReferences(type, null), found -> found != null);
        return container.context().getService(references[0]);
    }

    private static Object call(Object target, String type, String method, Class<?>[] types, Object... arguments)
            throws ReflectiveOperationException {
        Class<?> contract = target.getClass().getClassLoader().loadClass(type);
        return contract.getMethod(method, types).invoke(target, arguments);
    }

    private void logAsAnother(String message) throws ReflectiveOperationException {
        String factory = "org.osgi.service.log.LoggerFactory";
        Object logger = call(service(factory), factory, "getLogger", new Class<?>[] {String.class}, "org.example.Pump");
        call(logger, "org.osgi.service.log.Logger", "error", new Class<?>[] {String.class}, message);
    }

    private List<String> messages() throws ReflectiveOperationException {
        String reader = "org.osgi.service.log.LogReaderService";
        Enumeration<?> log = (Enumeration<?>) call(service(reader), reader, "getLog", new Class<?>[0]);
        List<String> messages = new ArrayList<>();
        for (Object entry : Collections.list(log)) {
            messages.add(String.valueOf(call(entry, "org.osgi.service.log.LogEntry", "getMessage", new Class<?>[0])));
        }
        return messages;
    }

    private List<String> lines() throws Exception {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    @Test
    @DisplayName("MB-14, MB-54: goes to files; the bridge comes with the OSGi log, and goes with it")
    void shouldFindAnOsgiLogThatComes() throws Exception {
        container = LogContainer.openBare(directory.root());
        container.configure("io.bosun.lifecycle.provider", Map.of("autoStart", false));
        container.configure(LogContainer.BRIDGE_PID, Map.of("fromOsgi", true));
        container.log("file", Map.of("to", file.toString(), "format", "{message}"));
        container.withBus().awaitLogs("default", 1);
        container.bus().log(LogLevel.WARN, "without");
        assertThat(lines()).containsExactly("without");

        Bundle log = container.withOsgiLog();
        Awaitility.await("both ways").atMost(Processes.LIVENESS).until(() -> {
            logAsAnother("hot");
            container.bus().log(LogLevel.ERROR, "with");
            return lines().contains("org.example.Pump: hot") && messages().contains("with");
        });

        log.uninstall();
        container.context().getBundle(0).adapt(FrameworkWiring.class).refreshBundles(List.of(log));
        Awaitility.await("without again").atMost(Processes.LIVENESS).until(() -> {
            container.bus().log(LogLevel.WARN, "without again");
            return lines().contains("without again");
        });
    }
}
