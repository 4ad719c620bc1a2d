// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.command.CommandHandler;
import io.bosun.command.CommandSpec;
import io.bosun.command.provider.Commands.News;
import io.bosun.transport.Envelope;
import io.bosun.transport.ring.RingBerths;
import io.bosun.transport.ring.RingWait;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several handlers are had together, or none of them. */
@Timeout(60)
class ClaimTest {
    private final Queue<Integer> first = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> second = new ConcurrentLinkedQueue<>();
    private BusRig rig;

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @Test
    @DisplayName("Promise 4: an Error of one handler's activation does not take its neighbours away")
    void shouldLeaveTheNeighboursOfAHandlerThatCannotBeHad() throws Exception {
        rig = new BusRig();
        LocalTarget target = new LocalTarget(
                "desk",
                new RingBerths(8, RingWait.AUTO),
                () -> BusRig.PATIENT,
                (task, millis) -> true,
                ConcurrentHashMap.newKeySet());
        Junction junction = new Junction();
        Route route = new Route(CommandSpec.of(News.class).key(), 8, junction);
        junction.bus(rig.bus);
        AtomicBoolean broken = new AtomicBoolean(true);
        target.install(route, handling(() -> (CommandHandler<News, Void>) (command, context) -> {
            first.add(command.id());
            return null;
        }));
        target.install(route, handling(() -> {
            if (broken.getAndSet(false)) {
                throw new OutOfMemoryError("thrown");
            }
            return (CommandHandler<News, Void>) (command, context) -> {
                second.add(command.id());
                return null;
            };
        }));
        Serving serving = new Serving(target, new Parked(8), new Turn(1));
        // On a thread of its own, which is a berth's from then on.
        CompletableFuture.runAsync(
                        () -> {
                            assertThatThrownBy(() -> serving.run(new News(1), route, Envelope.NO_DEADLINE))
                                    .isInstanceOf(OutOfMemoryError.class);
                            serving.run(new News(2), route, Envelope.NO_DEADLINE);
                        },
                        task -> new Thread(task, "desk").start())
                .get(BusRig.LIVE.toSeconds(), TimeUnit.SECONDS);
        assertThat(first).containsExactly(2);
        assertThat(second).containsExactly(2);
    }

    private static Handling handling(Supplier<Object> object) {
        Registration.Source source = new Registration.Source() {
            @Override
            public Object get() {
                return object.get();
            }

            @Override
            public void unget() {
                // Nothing to give back.
            }
        };
        return new Handling(
                new Registration(null, CommandSpec.of(News.class), "desk", "handle", null, source), null, 8);
    }
}
