// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bosun.command.CommandRegistrationException;
import io.bosun.command.provider.Commands.Ask;
import io.bosun.command.provider.Commands.NoRecord;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClassRoutesTest {
    private static final int TYPES = 500;

    private final Route asked = new Route("asked", 1, new Junction());
    private final LocalTarget target =
            new LocalTarget("desk", null, () -> BusRig.PATIENT, (task, millis) -> true, ConcurrentHashMap.newKeySet());
    private final ClassRoutes routes = new ClassRoutes(spec -> asked);

    /** A class of its own each time, of the same name. */
    private static Class<?> type() throws Exception {
        try (OwnLoader loader = new OwnLoader(Ask.class)) {
            return loader.loadClass(Ask.class.getName());
        }
    }

    private static List<Class<?>> types() throws Exception {
        List<Class<?>> all = new ArrayList<>();
        for (int i = 0; i < TYPES; i++) {
            all.add(type());
        }
        return all;
    }

    @Test
    void shouldFindWhatAHandlerNamesAndLookUpAllElse() {
        Route route = new Route("handled", 1, new Junction());
        assertThat(routes.route(Ask.class)).isSameAs(asked);
        routes.handle(Ask.class, route);
        routes.handle(Ask.class, route);
        assertThat(routes.route(Ask.class)).isSameAs(route);
        assertThat(routes.spec(Ask.class).type()).isSameAs(Ask.class);
        routes.forget(Ask.class);
        assertThat(routes.route(Ask.class)).isSameAs(asked);
        routes.forget(Ask.class);
        assertThatThrownBy(() -> routes.route(NoRecord.class)).isInstanceOf(CommandRegistrationException.class);
    }

    private LocalTarget straight(Class<?> type) {
        int at = ClassRoutes.find(routes.handled(), type);
        return at < 0 ? null : ClassRoutes.straight(routes.handled(), at);
    }

    @Test
    void shouldKnowWhichCommandsPassByTheirRoute() throws Exception {
        routes.straighten(Ask.class, target);
        assertThat(straight(Ask.class)).as("one that no handler names").isNull();
        routes.handle(Ask.class, asked);
        assertThat(straight(Ask.class)).isNull();
        routes.straighten(Ask.class, target);
        for (Class<?> each : types()) {
            routes.handle(each, asked);
        }
        assertThat(straight(Ask.class)).as("after the table grew").isSameAs(target);
        routes.straighten(Ask.class, null);
        assertThat(straight(Ask.class)).isNull();
        routes.straighten(Ask.class, target);
        routes.forget(Ask.class);
        routes.handle(Ask.class, asked);
        assertThat(straight(Ask.class)).as("after its handler went").isNull();
    }

    @Test
    void shouldFindEachOfManyWhateverComesAndGoes() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Class<?>> types = types();
        Map<Class<?>, Route> handled = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            // In waves, so that the table grows, and is full of what has gone.
            int wave = i / 5_000 % 2 == 0 ? 3 : 1;
            Class<?> type = types.get(random.nextInt(TYPES));
            if (random.nextInt(4) < wave) {
                Route route = handled.computeIfAbsent(type, t -> new Route("handled", 1, new Junction()));
                routes.handle(type, route);
            } else {
                routes.forget(type);
                handled.remove(type);
            }
            Class<?> any = types.get(random.nextInt(TYPES));
            assertThat(routes.route(any)).as("seed %d, step %d", seed, i).isSameAs(handled.getOrDefault(any, asked));
        }
        types.forEach(
                each -> assertThat(routes.route(each)).as("seed %d", seed).isSameAs(handled.getOrDefault(each, asked)));
        routes.close();
        types.forEach(each -> assertThat(routes.route(each)).isSameAs(asked));
    }

    @Test
    void shouldNeverGiveTheRouteOfAnotherClassWhileOthersComeAndGo() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Class<?>> types = types();
        Map<Class<?>, Route> its = new HashMap<>();
        types.forEach(each -> its.put(each, new Route("handled", 1, new Junction())));
        Class<?> stays = types.get(0);
        routes.handle(stays, its.get(stays));
        AtomicBoolean go = new AtomicBoolean(true);
        FutureTask<Void> reader = new FutureTask<>(() -> {
            Random any = new Random(seed);
            while (go.get()) {
                Class<?> type = types.get(any.nextInt(TYPES));
                assertThat(routes.route(type)).as("seed %d", seed).isIn(its.get(type), asked);
                assertThat(routes.route(stays)).as("seed %d", seed).isSameAs(its.get(stays));
            }
            return null;
        });
        new Thread(reader, "reads routes").start();
        for (int i = 0; i < 200_000; i++) {
            Class<?> type = types.get(1 + random.nextInt(TYPES - 1));
            if (random.nextBoolean()) {
                routes.handle(type, its.get(type));
            } else {
                routes.forget(type);
            }
        }
        go.set(false);
        reader.get();
    }

    @Test
    @DisplayName("Trap, unloading: a class that no handler names any more is not held")
    void shouldLetTheLoaderOfAForgottenClassGo() throws Exception {
        WeakReference<ClassLoader> handled = new WeakReference<>(handleAndForget());
        WeakReference<ClassLoader> cleared = new WeakReference<>(handleAndClear());
        WeakReference<ClassLoader> sent = new WeakReference<>(send());
        await().atMost(BusRig.LIVE).until(() -> {
            System.gc();
            return handled.get() == null && cleared.get() == null && sent.get() == null;
        });
        assertThat(routes.route(Ask.class)).isSameAs(asked);
    }

    private ClassLoader handleAndForget() throws Exception {
        Class<?> type = type();
        routes.handle(type, asked);
        routes.route(type);
        routes.spec(type);
        routes.forget(type);
        return type.getClassLoader();
    }

    private ClassLoader handleAndClear() throws Exception {
        Class<?> type = type();
        routes.handle(type, asked);
        routes.close();
        return type.getClassLoader();
    }

    private ClassLoader send() throws Exception {
        Class<?> type = type();
        routes.route(type);
        return type.getClassLoader();
    }
}
