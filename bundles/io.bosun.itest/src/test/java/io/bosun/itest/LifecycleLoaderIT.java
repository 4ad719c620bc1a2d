// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.itest.life.Server;
import io.bosun.lifecycle.BusRuntime;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.ProcessState;
import java.lang.ref.WeakReference;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.FrameworkWiring;

/** What could hold a class loader after its bundle is gone, while the lifecycle bus lives on. */
@DisplayName("the class loader of listeners goes with its bundle")
class LifecycleLoaderIT {
    private static final String LISTENERS = Server.class.getPackageName();

    private final TestDirectory directory = TestDirectory.create();
    private final Container container =
            Container.start(Container.directory(directory), LifecycleBus.class.getPackageName());
    private final LifecycleBus bus = container.service(LifecycleBus.class);
    private final List<String> diary = new CopyOnWriteArrayList<>();

    @BeforeEach
    void openDiary() throws InterruptedException {
        Consumer<String> write = diary::add;
        container.context().registerService(Consumer.class, write, new Hashtable<>(Map.of("itest", "diary")));
        assertThat(bus.await(ProcessState.RUN, Processes.LIVENESS)).isTrue();
    }

    @AfterEach
    void close() {
        container.close();
        directory.close();
    }

    /** In a method of its own, so that no frame of the test holds on to it. */
    private WeakReference<ClassLoader> useAndRemove() throws Exception {
        Bundle bundle = container.start(ComponentJar.of("itest.life", "1.0.0", LISTENERS));
        bus.graceful("test");
        bus.graceful("test");
        assertThat(diary)
                .contains("server opens", "server closes, STOP", "worker comes", "worker hears RUN", "worker goes");
        WeakReference<ClassLoader> loader =
                new WeakReference<>(bundle.loadClass(Server.class.getName()).getClassLoader());
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

    @Test
    @DisplayName("though they were called, refused and could not be made, and though their walks are remembered")
    void shouldBeCollected() throws Exception {
        WeakReference<ClassLoader> loader = useAndRemove();

        Awaitility.await("its loader is collected")
                .atMost(Processes.LIVENESS)
                .pollInterval(100, TimeUnit.MILLISECONDS)
                .until(() -> {
                    System.gc();
                    return loader.get() == null;
                });
        assertThat(container.service(BusRuntime.class).history()).isNotEmpty();
        assertThat(bus.graceful("test").state()).isEqualTo(ProcessState.RUN);
    }
}
