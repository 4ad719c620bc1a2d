// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.command.provider.Commands.Tick;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** That a class which lives longer than the bus keeps nothing of it. */
class ClosedClassRoutesTest {
    private final AtomicInteger searches = new AtomicInteger();
    private Runnable whileSearching = () -> {};
    private final ClassRoutes routes = new ClassRoutes(spec -> {
        searches.incrementAndGet();
        whileSearching.run();
        return new Route(spec.key(), 1, new Junction());
    });

    @Test
    void shouldKeepWhatWasFoundUntilItIsClosed() {
        Route route = routes.route(Tick.class);

        assertThat(routes.route(Tick.class)).isSameAs(route);
        assertThat(searches).hasValue(1);

        routes.close();
        assertThat(routes.route(Tick.class)).isNotSameAs(route);
    }

    @Test
    @DisplayName("Test 18: who still asks a bus that has stopped does not pin its loader")
    void shouldKeepNothingOnceItIsClosed() {
        routes.close();

        assertCollected(new WeakReference<>(routes.route(Tick.class)));
    }

    @Test
    @DisplayName("Test 18: who asks a bus that just stops does not pin its loader")
    void shouldNotKeepWhatIsFoundWhileItIsClosed() {
        whileSearching = routes::close;

        assertCollected(new WeakReference<>(routes.route(Tick.class)));
    }

    private static void assertCollected(WeakReference<Route> route) {
        await().atMost(BusRig.LIVE).until(() -> {
            System.gc();
            return route.get() == null;
        });
    }
}
