// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.command.CommandHandler;
import io.bosun.command.CommandRoute;
import io.bosun.command.CommandSpec;
import io.bosun.command.HandlerStatus;
import io.bosun.command.HandlerStatus.State;
import io.bosun.command.provider.Commands.Answer;
import io.bosun.command.provider.Commands.Ask;
import io.bosun.command.provider.Commands.News;
import io.bosun.command.provider.Registration.Owner;
import io.bosun.transport.RouteEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many commands, and many changes at once. */
@Timeout(120)
class RegistryLoadTest {
    private static final int TYPES = Boolean.getBoolean("bosun.long") ? 100_000 : 20_000;
    private static final Owner OWNER = new Owner("owner", "", "bundle 1.0.0", 1);

    /** Answers all the same. */
    private record Source() implements Registration.Source {
        @Override
        public Object get() {
            return (CommandHandler<Ask, Answer>) (command, context) -> new Answer("yes");
        }

        @Override
        public void unget() {
            // Nothing to give back.
        }
    }

    private BusRig rig;
    private RouteTable table;

    @BeforeEach
    void open() throws Exception {
        rig = new BusRig("boss", BusRig.settings(200, 10_000, 10_000));
        table = rig.registry.table();
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private static Registration handler(Class<?> like, String name, String target) {
        CommandSpec spec = CommandSpec.of(like);
        CommandSpec other =
                new CommandSpec(name, 1, like, spec.replyType(), spec.delivery(), spec.spread(), spec.policy());
        return new Registration(OWNER, other, target, Registration.HANDLE, null, new Source());
    }

    private static HandlerGroup group(Object id, Registration... members) {
        return HandlerGroup.of(id, List.of(members), () -> {});
    }

    @Test
    @DisplayName("MS-9, W-MS-7: a change costs as much as what it is about, however many types there are")
    void shouldTakeManyTypes() {
        AtomicInteger told = new AtomicInteger();
        rig.registry.addRouteListener(source -> told.incrementAndGet());
        for (int i = 0; i < TYPES; i++) {
            table.put(group(i, handler(Ask.class, "c" + i, "target" + i * 100 / TYPES)));
        }
        assertThat(told).as("one for each change of what is served").hasValue(TYPES);
        assertThat(rig.registry.routes()).hasSize(TYPES).isSortedAccordingTo(Comparator.comparing(CommandRoute::key));
        assertThat(rig.registry.local())
                .hasSize(TYPES)
                .isSortedAccordingTo(Comparator.comparing(RouteEntry::target).thenComparing(RouteEntry::key));
        for (int i = 0; i < 10; i++) {
            rig.place("nothing to do with it", i % 2 == 0).unregister();
            rig.place("target7", false).unregister();
        }
        for (int i = 0; i < TYPES / 10; i++) {
            table.remove((Object) i);
        }
        assertThat(rig.registry.handlers()).hasSize(TYPES - TYPES / 10);
        await().atMost(BusRig.LIVE).until(() -> rig.registry.local().size() == TYPES - TYPES / 10);
        await().atMost(BusRig.LIVE)
                .until(() -> table.read(() -> table.locals.all()).size() == 90);
    }

    @Test
    @DisplayName(
            "MS-7, MS-9: whatever comes and goes at once, one handler of a command serves, and readers see no half")
    void shouldStayConsistentInAStormOfChanges() throws Exception {
        long seed = new Random().nextLong();
        AtomicBoolean go = new AtomicBoolean(true);
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            Random random = new Random(seed + t);
            int base = t * 1_000;
            tasks.add(start(() -> {
                while (go.get()) {
                    change(random, base);
                }
                for (int id = base; id < base + 20; id++) {
                    table.remove((Object) id);
                }
                return null;
            }));
        }
        tasks.add(start(() -> {
            while (go.get()) {
                rig.registry.local();
                rig.registry.targets();
                rig.registry.failures();
                rig.registry.explain("k1/1");
                rig.registry.handlersForTarget("target1");
            }
            return null;
        }));
        for (int i = 0; i < 300; i++) {
            check(seed);
        }
        go.set(false);
        for (FutureTask<Void> each : tasks) {
            each.get();
        }
        assertThat(rig.registry.handlers()).as("seed %d", seed).isEmpty();
        assertThat(rig.registry.failures()).as("seed %d", seed).isEmpty();
        await("seed " + seed)
                .atMost(BusRig.LIVE)
                .until(() -> rig.registry.local().isEmpty());
    }

    private void change(Random random, int base) {
        Object id = base + random.nextInt(20);
        if (random.nextInt(3) == 0) {
            table.remove(id);
            return;
        }
        boolean broadcast = random.nextInt(4) == 0;
        Registration one = handler(
                broadcast ? News.class : Ask.class,
                (broadcast ? "b" : "k") + random.nextInt(5),
                "target" + random.nextInt(3));
        one.ranked(random.nextInt(3), random.nextBoolean());
        Registration two = handler(Ask.class, "k" + (5 + random.nextInt(5)), "target" + random.nextInt(3));
        two.ranked(random.nextInt(3), random.nextBoolean());
        table.put(random.nextBoolean() ? group(id, one) : group(id, one, two));
    }

    private void check(long seed) {
        List<HandlerStatus> all = rig.registry.snapshot().handlers();
        for (int i = 0; i < 10; i++) {
            String key = "k" + i + "/1";
            List<HandlerStatus> its =
                    all.stream().filter(each -> each.key().equals(key)).toList();
            long serving =
                    its.stream().filter(each -> each.state() == State.SERVING).count();
            boolean anyAdmitted = its.stream().anyMatch(each -> each.state() != State.CONFLICT);
            assertThat(serving).as("of %s, seed %d: %s", key, seed, its).isEqualTo(anyAdmitted ? 1 : 0);
        }
    }

    private static FutureTask<Void> start(Callable<Void> task) {
        FutureTask<Void> future = new FutureTask<>(task);
        new Thread(future).start();
        return future;
    }
}
