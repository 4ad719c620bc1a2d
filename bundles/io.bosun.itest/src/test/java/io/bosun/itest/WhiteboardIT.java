// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.command.CommandBus;
import io.bosun.command.CommandHandler;
import io.bosun.command.CommandRegistry;
import io.bosun.command.CommandRoute;
import io.bosun.command.Reason;
import io.bosun.command.TargetStatus;
import io.bosun.command.UndeliveredException;
import io.bosun.itest.greet.Greet;
import io.bosun.itest.greet.Whisper;
import io.bosun.itest.greet.handler.CountedWhisperer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import javax.inject.Inject;
import org.awaitility.Awaitility;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.ProbeBuilder;
import org.ops4j.pax.exam.TestProbeBuilder;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceRegistration;

/** Handlers come and go as services and as bundles, among the bundles that ship. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class WhiteboardIT {
    private static final Duration LIVENESS = Duration.ofSeconds(60);
    private static final Duration ASK = Duration.ofSeconds(30);
    private static final int ASKERS = 4;
    private static final int UPDATES = Boolean.getBoolean("bosun.long") ? 500 : 20;

    @Inject
    private BundleContext context;

    @Inject
    private CommandBus bus;

    @Inject
    private CommandRegistry registry;

    private final Map<Integer, AtomicInteger> handled = new ConcurrentHashMap<>();
    private ServiceRegistration<IntConsumer> ledger;

    /** Called by Pax Exam. */
    @Configuration
    public Option[] configuration() {
        return CoreOptions.options(product(), commands(), tools());
    }

    /** All but the terminal, which would take the console of the tests. */
    private static Option product() {
        return CoreOptions.composite(Product.bundles().stream()
                .filter(jar -> !jar.getFileName().toString().contains("jline"))
                .map(jar -> CoreOptions.bundle(jar.toUri().toString()))
                .toArray(Option[]::new));
    }

    private static Option commands() {
        return CoreOptions.streamBundle(PluginJar.of("itest.commands", "1.0.0")
                .classes(Greet.class, Whisper.class)
                .header("Export-Package", "io.bosun.itest.greet")
                .stream());
    }

    private static Option tools() {
        return CoreOptions.composite(
                CoreOptions.junitBundles(),
                CoreOptions.workingDirectory("target/exam"),
                CoreOptions.frameworkProperty("felix.fileinstall.dir").value("target/no-plugins"),
                CoreOptions.frameworkProperty("felix.fileinstall.enableConfigSave")
                        .value("false"),
                CoreOptions.systemPackages(
                        "org.slf4j;version=1.7.36", "org.assertj.core.api", "org.awaitility", "org.awaitility.core"));
    }

    /** Called by Pax Exam: the commands come from their bundle, not from the copy that the probe has. */
    @ProbeBuilder
    public TestProbeBuilder probe(TestProbeBuilder probe) {
        probe.setHeader("Import-Package", "io.bosun.itest.greet");
        return probe;
    }

    @Before
    public void openLedger() {
        IntConsumer count = number ->
                handled.computeIfAbsent(number, n -> new AtomicInteger()).incrementAndGet();
        ledger = context.registerService(IntConsumer.class, count, null);
    }

    @After
    public void removePlugins() throws BundleException {
        ledger.unregister();
        for (Bundle each : context.getBundles()) {
            if (each.getLocation().startsWith("itest:")) {
                each.uninstall();
            }
        }
    }

    private static PluginJar whisperer(String version) {
        return PluginJar.of("itest.whisperer", version)
                .header("Import-Package", "io.bosun.itest.greet")
                .classes(answerClass())
                .handlerWithLedger(CountedWhisperer.class, Whisper.class, "whisperer");
    }

    private static Class<?> answerClass() {
        try {
            return Class.forName("io.bosun.itest.greet.handler.Answer");
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private ServiceRegistration<?> register(String target, CommandHandler<Greet, String> handler) {
        Map<String, Object> properties =
                Map.of(CommandHandler.HANDLES, Greet.class.getName(), CommandHandler.TARGET, target);
        return context.registerService(CommandHandler.class, handler, new Hashtable<>(properties));
    }

    private List<String> targets() {
        return registry.targets().stream()
                .filter(target -> !target.berths().isEmpty())
                .map(TargetStatus::name)
                .toList();
    }

    @Test
    public void shouldFollowAServiceThatComesIsReplacedAndGoes() throws Exception {
        ServiceRegistration<?> first = register("greeter", (command, context) -> "first " + command.number());
        assertThat(bus.call(new Greet(1), ASK)).isEqualTo("first 1");
        CommandRoute route = registry.routeFor(Greet.class);
        assertThat(route.target()).isEqualTo("greeter");
        assertThat(route.schema()).isEqualTo("(number: int) -> java.lang.String");
        assertThat(targets()).contains("greeter");

        first.unregister();
        // within the grace it waits for this one
        var waiting = bus.ask(new Greet(2)).toCompletableFuture();
        ServiceRegistration<?> second = register("greeter", (command, context) -> "second " + command.number());
        assertThat(waiting.get(ASK.toSeconds(), TimeUnit.SECONDS)).isEqualTo("second 2");

        second.unregister();
        assertThatThrownBy(() -> bus.call(new Greet(3), ASK))
                .isInstanceOfSatisfying(
                        UndeliveredException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NO_HANDLER));
        Awaitility.await("its berth is closed")
                .atMost(LIVENESS)
                .until(() -> !targets().contains("greeter"));
    }

    @Test
    public void shouldFollowABundleThatIsInstalledStoppedAndUninstalled() throws Exception {
        Bundle plugin = context.installBundle("itest:whisperer", whisperer("1.0.0").stream());
        plugin.start();
        assertThat(bus.call(new Whisper(1), ASK)).startsWith("1 by 1.0.0");

        plugin.stop();
        var waiting = bus.ask(new Whisper(2)).toCompletableFuture();
        plugin.start();
        assertThat(waiting.get(ASK.toSeconds(), TimeUnit.SECONDS)).startsWith("2 by 1.0.0");

        plugin.uninstall();
        assertThatThrownBy(() -> bus.call(new Whisper(3), ASK))
                .isInstanceOfSatisfying(
                        UndeliveredException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NO_HANDLER));
        assertThat(handled).containsOnlyKeys(1, 2);
    }

    @Test
    public void shouldListAConflictAndKeepTheFirst() throws Exception {
        ServiceRegistration<?> first = register("greeter", (command, context) -> "first");
        ServiceRegistration<?> other = register("rival", (command, context) -> "other");
        try {
            assertThat(registry.failures())
                    .anySatisfy(failure -> assertThat(failure)
                            .contains(Greet.class.getName())
                            .contains("greeter")
                            .contains("rival"));
            assertThat(bus.call(new Greet(1), ASK)).isEqualTo("first");
            assertThat(targets()).doesNotContain("rival");
        } finally {
            other.unregister();
            first.unregister();
        }
        assertThat(registry.failures()).noneMatch(failure -> failure.contains("rival"));
    }

    @Test
    public void shouldLoseAndDoubleNothingWhileABundleIsUpdated() throws Exception {
        Bundle plugin = context.installBundle("itest:whisperer", whisperer("1.0.0").stream());
        plugin.start();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger asked = new AtomicInteger();
        Queue<String> answers = new ConcurrentLinkedQueue<>();
        Queue<Throwable> lost = new ConcurrentLinkedQueue<>();
        List<Thread> askers = new ArrayList<>();
        for (int i = 0; i < ASKERS; i++) {
            askers.add(new Thread(() -> askUntil(stop, asked, answers, lost), "itest-asker-" + i));
        }
        askers.forEach(Thread::start);
        try {
            for (int i = 1; i <= UPDATES; i++) {
                String version = "1.0." + i;
                plugin.update(whisperer(version).stream());
                Awaitility.await("an answer by " + version)
                        .atMost(LIVENESS)
                        .until(() -> !lost.isEmpty() || answers.stream().anyMatch(a -> a.contains(version)));
                answers.clear();
            }
        } finally {
            stop.set(true);
            for (Thread each : askers) {
                each.join();
            }
        }
        Figures.tell(UPDATES + " updates while " + asked.get() + " commands were asked");
        assertThat(lost).as("lost").isEmpty();
        assertThat(handled).as("handled").hasSize(asked.get());
        assertThat(handled.values()).as("doubled").allMatch(times -> times.get() == 1);
    }

    private void askUntil(AtomicBoolean stop, AtomicInteger asked, Queue<String> answers, Queue<Throwable> lost) {
        try {
            while (!stop.get()) {
                int number = asked.incrementAndGet();
                String answer = bus.call(new Whisper(number), ASK);
                if (!answer.startsWith(number + " by ")) {
                    throw new AssertionError(number + " got the answer of another: " + answer);
                }
                answers.add(answer);
            }
        } catch (Throwable e) {
            lost.add(e);
        }
    }
}
