// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.command.BusCounts;
import io.bosun.command.DeadLetter;
import io.bosun.command.Reason;
import io.bosun.command.UndeliveredException;
import io.bosun.itest.load.Job;
import io.bosun.itest.shape.first.Shaped;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** A handler's bundle is updated under load, with its records and without. */
@DisplayName("an updated bundle")
class UpdateIT {
    private static final boolean LONG = Boolean.getBoolean("bosun.long");
    private static final int UPDATES = LONG ? 1_000 : 20;
    private static final int RATE = LONG ? 10_000 : 5_000;
    private static final int LIMIT = 600 * RATE;
    private static final String COMMANDS = Job.class.getPackageName();
    private static final String HANDLERS = COMMANDS + ".handler";

    private final TestDirectory directory = TestDirectory.create();
    private final Once once = new Once(LIMIT);
    private Container container;

    @AfterEach
    void close() {
        container.close();
        directory.close();
    }

    private void start(String... shared) {
        container = Container.start(Container.directory(directory), shared);
        container.context().registerService(IntConsumer.class, once, null);
    }

    private static InputStream worker(int version) {
        return ComponentJar.of("itest.worker", "1.0." + version, HANDLERS);
    }

    /** The records are its own: they are other classes than those that are sent. */
    private static InputStream workerWithRecords(int version) {
        return ComponentJar.of("itest.worker", "1.0." + version, Map.of("-includepackage", HANDLERS + "," + COMMANDS));
    }

    @Test
    @DisplayName("row 17: loses and doubles nothing")
    void shouldLoseAndDoubleNothing() throws BundleException {
        start(COMMANDS);
        update(UpdateIT::worker);
    }

    @Test
    @DisplayName("row 17: loses and doubles nothing where it brings the records too")
    void shouldLoseAndDoubleNothingWithItsRecords() throws BundleException {
        start();
        update(UpdateIT::workerWithRecords);
    }

    @Test
    @DisplayName(
            "gets what waited in the shape of its own record: what is new has its default, what is gone is left out")
    void shouldGetOldCommandsInItsOwnShape() throws Exception {
        assertThat(waitFor("grown").get(Processes.LIVENESS.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo("2 false");
    }

    @Test
    @DisplayName("does not get what does not fit its record: that is UNENCODABLE")
    void shouldRefuseWhatDoesNotFit() {
        assertThat(waitFor("changed"))
                .failsWithin(Processes.LIVENESS)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(UndeliveredException.class)
                .withMessageContaining(Reason.UNENCODABLE.name());
        assertThat(container.letters().letters()).extracting(DeadLetter::reason).containsExactly(Reason.UNENCODABLE);
    }

    /** The reply to a command that waited while one version went and another one came. */
    private CompletableFuture<String> waitFor(String next) {
        start();
        String shapes = "io.bosun.itest.shape.";
        Bundle bundle = container.start(ComponentJar.of("itest.shaper", "1.0.0", shapes + "first"));
        Awaitility.await("its reply")
                .atMost(Processes.LIVENESS)
                .ignoreExceptions()
                .until(() -> container.bus().call(new Shaped(1, "one"), Processes.LIVENESS), "1 one"::equals);
        try {
            bundle.uninstall();
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        }
        CompletableFuture<String> waiting =
                container.bus().ask(new Shaped(2, "two")).toCompletableFuture();
        container.start(ComponentJar.of("itest.shaper", "2.0.0", shapes + next));
        return waiting;
    }

    private interface Jars {
        InputStream of(int version);
    }

    private void update(Jars jars) throws BundleException {
        Bundle bundle = container.start(jars.of(0));
        Awaitility.await("its route")
                .atMost(Processes.LIVENESS)
                .until(() -> container.registry().routes().stream()
                        .anyMatch(each -> each.target().equals("worker")));
        int sent;
        int full;
        try (Load load = new Load(container.bus(), RATE, LIMIT, Job::new)) {
            for (int i = 1; i <= UPDATES; i++) {
                bundle.update(jars.of(i));
                int seen = load.sent();
                Awaitility.await("commands after update " + i)
                        .atMost(Processes.LIVENESS)
                        .pollInterval(1, TimeUnit.MILLISECONDS)
                        .until(() -> load.sent() > seen + 20);
            }
            load.close();
            sent = load.sent();
            full = load.full();
            assertThat(load.refused()).isEmpty();
        }
        BusCounts counts = container.awaitEnds();
        assertThat(container.letters().letters()).isEmpty();
        once.assertEachOf(sent);
        assertThat(counts).isEqualTo(new BusCounts(sent, sent, 0, 0, full));
    }
}
