// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Our bundles in a container of someone else: a Felix with SCR and ConfigAdmin, in this JVM, without our main and
 * without one of our framework properties. Services are called by reflection, for nothing is shared with the container.
 */
@DisplayName("a boss in a bare Felix")
class BareFelixIT {
    /** What a container of someone else does not bring. */
    private static final List<String> LEFT_OUT =
            List.of("org.apache.felix.fileinstall", "org.apache.felix.gogo", "jline", "io.bosun.shell", "digest.shell");

    private static final List<String> SIGNALS = List.of("TERM", "INT", "HUP");
    private static final SignalHandler OWN = signal -> {};

    private final TestDirectory directory = TestDirectory.create();
    private Framework framework;

    @AfterEach
    void close() throws BundleException, InterruptedException {
        if (framework != null) {
            framework.stop();
            framework.waitForStop(Processes.LIVENESS.toMillis());
        }
        ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
        directory.close();
    }

    private void startFramework() throws BundleException, IOException {
        framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        directory.root().resolve("cache").toString()));
        framework.init();
        BundleContext context = framework.getBundleContext();
        List<Bundle> bundles = new ArrayList<>();
        List<Path> jars = new ArrayList<>(Product.bundles());
        jars.add(Product.digestPlugin());
        for (Path jar : jars) {
            if (LEFT_OUT.stream().noneMatch(jar.getFileName().toString()::contains)) {
                // by a stream, from which nothing can be read again
                try (InputStream in = Files.newInputStream(jar)) {
                    bundles.add(context.installBundle("host:" + jar.getFileName(), in));
                }
            }
        }
        framework.start();
        for (Bundle each : bundles) {
            each.start();
        }
    }

    private Object service(String type) {
        BundleContext context = framework.getBundleContext();
        // of all: types that the container has from nowhere, and this class path has too
        ServiceReference<?>[] references = Awaitility.await(type)
                .atMost(Processes.LIVENESS)
                .pollDelay(Duration.ZERO)
                .until(() -> context.getAllServiceReferences(type, null), found -> found != null);
        return context.getService(references[0]);
    }

    private void configure(String factory, String name, Map<String, Object> properties) throws Exception {
        Object admin = service("org.osgi.service.cm.ConfigurationAdmin");
        Object configuration = call(admin, "getFactoryConfiguration", factory, name, "?");
        call(configuration, "update", new Hashtable<>(properties));
    }

    /** By the public type that declares the method, since the class of a service is private. */
    private static Object call(Object service, String method, Object... args) throws Exception {
        for (Class<?> type = service.getClass(); type != null; type = type.getSuperclass()) {
            for (Class<?> each : type.getInterfaces()) {
                for (var candidate : each.getMethods()) {
                    if (candidate.getName().equals(method) && accepts(candidate.getParameterTypes(), args)) {
                        try {
                            return candidate.invoke(service, args);
                        } catch (InvocationTargetException e) {
                            throw e.getCause() instanceof Exception cause ? cause : e;
                        }
                    }
                }
            }
        }
        throw new AssertionError(service.getClass() + " has no " + method);
    }

    private static boolean accepts(Class<?>[] types, Object[] args) {
        boolean fits = types.length == args.length;
        for (int i = 0; fits && i < args.length; i++) {
            fits = types[i].isInstance(args[i]);
        }
        return fits;
    }

    private Object digest(URI uri) throws Exception {
        Bundle api = List.of(framework.getBundleContext().getBundles()).stream()
                .filter(bundle -> "io.bosun.example.digest.api".equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
        Object command = api.loadClass("io.bosun.example.digest.DigestFile")
                .getConstructor(URI.class)
                .newInstance(uri);
        return call(service("io.bosun.command.CommandBus"), "call", command, Duration.ofSeconds(30));
    }

    private boolean isCrewed() throws Exception {
        Object crew = service("io.bosun.crew.Crew");
        return ((List<?>) call(crew, "hands")).size() == 2 && (Boolean) call(crew, "isCrewed");
    }

    @Test
    @DisplayName("is crewed by configuration alone, answers from its hands, and ends them with the framework")
    void shouldRunInAHostContainer() throws Exception {
        SIGNALS.forEach(name -> Signal.handle(new Signal(name), OWN));
        InputStream in = System.in;
        long start = System.nanoTime();
        startFramework();
        configure("io.bosun.crew.boss.hand", "h1", Map.of("name", "h1"));
        configure("io.bosun.crew.boss.hand", "h2", Map.of("name", "h2"));
        configure(
                "io.bosun.command.provider.target",
                "digest",
                Map.of("target", "digest", "hands", new String[] {"h1", "h2"}, "boss", false));

        Awaitility.await("crewed").atMost(Processes.LIVENESS).until(this::isCrewed);
        Figures.tellTime("a bare Felix to crewed", start);
        List<ProcessHandle> hands = Processes.hands(ProcessHandle.current());
        assertThat(hands).hasSize(2);
        Path file = Product.digestPlugin();
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        Awaitility.await("a digest by a hand")
                .atMost(Processes.LIVENESS)
                .ignoreExceptions()
                .until(
                        () -> digest(file.toUri()).toString(),
                        text -> text.contains(HexFormat.of().formatHex(sum)));

        framework.stop();
        FrameworkEvent stopped = framework.waitForStop(Processes.LIVENESS.toMillis());

        assertThat(stopped.getType()).isEqualTo(FrameworkEvent.STOPPED);
        assertThat(hands).noneMatch(ProcessHandle::isAlive);
        Awaitility.await("threads of ours are gone")
                .atMost(Processes.LIVENESS.toMillis(), TimeUnit.MILLISECONDS)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith("bosun-")));
        // this JVM lives; whatever took a signal would have put its own handler in the place of this one
        assertThat(SIGNALS).allMatch(name -> Signal.handle(new Signal(name), SignalHandler.SIG_DFL) == OWN);
        assertThat(System.in).isSameAs(in);
    }
}
