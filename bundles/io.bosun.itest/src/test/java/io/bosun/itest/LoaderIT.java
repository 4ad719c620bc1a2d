// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.command.Command;
import io.bosun.command.CommandBus;
import io.bosun.itest.load.Job;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.FrameworkWiring;

/** What could hold a class loader after its bundle is gone, while bus, registry and rings live on. */
@DisplayName("a class loader goes with its bundle")
class LoaderIT {
    private static final Duration ASK = Duration.ofSeconds(30);
    private static final String PINNED = "io.bosun.itest.pinned";

    private final TestDirectory directory = TestDirectory.create();
    private final Container container = Container.start(Container.directory(directory), Job.class.getPackageName());
    private final CommandBus bus = container.bus();

    @BeforeEach
    void keepTheRingOpen() throws InterruptedException {
        container.configure("io.bosun.command.provider", Map.of("graceMillis", 500L, "drainMillis", 500L));
        // of the same target, so that its berth stays
        container.handle(Job.class, "pinned", (command, context) -> command.number());
        assertThat(bus.call(new Job(1), ASK)).isEqualTo(1);
    }

    @AfterEach
    void close() {
        container.close();
        directory.close();
    }

    private Bundle start(String version) {
        Bundle bundle = container.start(ComponentJar.of("itest.pinned", version, PINNED));
        Awaitility.await("its routes")
                .atMost(Processes.LIVENESS)
                .until(() -> container.registry().routes().stream()
                                .filter(each -> each.key().startsWith(PINNED)
                                        && each.spec().isPresent())
                                .count()
                        == 3);
        return bundle;
    }

    @SuppressWarnings("unchecked")
    private static Command<Object> command(Bundle bundle, String name) throws ReflectiveOperationException {
        Object thing = bundle.loadClass(PINNED + ".Thing")
                .getConstructor(String.class, List.class)
                .newInstance("thing", List.of(1, 2, 3));
        return (Command<Object>) bundle.loadClass(PINNED + "." + name)
                .getConstructor(thing.getClass())
                .newInstance(thing);
    }

    /** Uninstalls it; what is returned is the last that the test holds of it. */
    private WeakReference<ClassLoader> remove(Bundle bundle) throws Exception {
        WeakReference<ClassLoader> loader =
                new WeakReference<>(bundle.loadClass(PINNED + ".Thing").getClassLoader());
        bundle.uninstall();
        CountDownLatch refreshed = new CountDownLatch(1);
        container
                .context()
                .getBundle(0)
                .adapt(FrameworkWiring.class)
                .refreshBundles(List.of(bundle), (FrameworkEvent event) -> refreshed.countDown());
        assertThat(refreshed.await(Processes.LIVENESS.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        return loader;
    }

    private void awaitCollected(WeakReference<ClassLoader> loader) throws InterruptedException {
        Awaitility.await("its loader is collected")
                .atMost(Processes.LIVENESS)
                .pollInterval(100, TimeUnit.MILLISECONDS)
                .until(() -> {
                    System.gc();
                    return loader.get() == null;
                });
        assertThat(bus.call(new Job(2), ASK)).as("the bus lives").isEqualTo(2);
    }

    /** What a test does with a bundle; in a method of its own, so that no frame of the test holds on to it. */
    private interface Use {
        void with(Bundle bundle) throws Exception;
    }

    private WeakReference<ClassLoader> startUseAndRemove(Use use) throws Exception {
        Bundle bundle = start("1.0.0");
        use.with(bundle);
        return remove(bundle);
    }

    @Test
    @DisplayName("though its commands went through the slots of a ring that stays")
    void shouldNotBeHeldByRingSlots() throws Exception {
        awaitCollected(startUseAndRemove(bundle -> {
            for (int i = 0; i < 3_000; i++) {
                while (!bus.send(command(bundle, "Make")).isAccepted()) {
                    Thread.onSpinWait();
                }
            }
            assertThat(bus.call(command(bundle, "Make"), ASK)).isNotNull();
        }));
    }

    @Test
    @DisplayName("though the bus has looked up the routes of its classes")
    void shouldNotBeHeldByClassValues() throws Exception {
        awaitCollected(startUseAndRemove(bundle -> {
            Class<?> make = bundle.loadClass(PINNED + ".Make");
            assertThat(container.registry().routeFor(make).target()).isEqualTo("pinned");
            assertThat(bus.call(command(bundle, "Make"), ASK)).isNotNull();
        }));
    }

    @Test
    @DisplayName("though the codec has encoded and decoded its records, of whoever sends and of whoever handles")
    void shouldNotBeHeldByTheCodec() throws Exception {
        List<WeakReference<ClassLoader>> senders = new ArrayList<>();
        WeakReference<ClassLoader> handlers = startUseAndRemove(bundle -> senders.add(sendFromAnother()));

        awaitCollected(handlers);
        awaitCollected(senders.get(0));
    }

    private WeakReference<ClassLoader> sendFromAnother() throws Exception {
        Bundle sender = container.install(ComponentJar.of("itest.pinned.sender", "1.0.0", PINNED));
        Object reply = bus.call(command(sender, "Make"), ASK);
        assertThat(reply.getClass()).isSameAs(sender.loadClass(PINNED + ".Thing"));
        return remove(sender);
    }

    @Test
    @DisplayName("though its set of handlers was called")
    void shouldNotBeHeldBySpunHandlers() throws Exception {
        awaitCollected(startUseAndRemove(
                bundle -> assertThat(bus.call(command(bundle, "Break"), ASK)).isNotNull()));
    }

    @Test
    @DisplayName("though asks of its commands were pending; these end")
    void shouldNotBeHeldByPendingAsks() throws Exception {
        List<CompletableFuture<Object>> pending = new ArrayList<>();
        WeakReference<ClassLoader> loader = startUseAndRemove(bundle -> {
            pending.add(bus.ask(command(bundle, "Wait")).toCompletableFuture());
            assertThat(pending.get(0)).isNotDone();
        });

        Awaitility.await("its end").atMost(Processes.LIVENESS).until(pending.get(0)::isDone);
        assertThat(pending.get(0)).isCompletedExceptionally();
        awaitCollected(loader);
    }
}
