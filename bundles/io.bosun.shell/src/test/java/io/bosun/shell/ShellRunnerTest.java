// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.crew.Crew;
import io.bosun.crew.HandState;
import io.bosun.crew.HandStatus;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.felix.framework.FrameworkFactory;
import org.apache.felix.gogo.runtime.activator.Activator;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.Converter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

class ShellRunnerTest {
    private final RunBus bus = new RunBus();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Activator gogo = new Activator();
    private Framework framework;
    private BundleContext context;
    private ShellRunner runner;

    @TempDir
    Path directory;

    @AfterEach
    void stop() throws Exception {
        deactivate();
        gogo.stop(context);
        framework.stop();
        framework.waitForStop(10_000);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("bosun-shell");
    }

    @Test
    void shouldRunACommandOnceRunIsReached() throws Exception {
        start("command", "greet Jörg", InputStream.nullInputStream());
        assertThat(bus.exit).isNotDone();

        bus.reachRun();

        assertThat(status()).isZero();
        assertThat(out()).isEqualTo("hello Jörg\n");
        assertThat(err()).isEmpty();
    }

    @Test
    void shouldRunAtOnceWhereRunWasReachedBefore() throws Exception {
        bus.reachRun();
        start("command", "greet x", InputStream.nullInputStream());

        assertThat(status()).isZero();
    }

    @Test
    void shouldPrintWhatIsKnownOnceWhatIsDeployedIsAtWork() throws Exception {
        Files.writeString(Files.createDirectories(directory.resolve("plugins")).resolve("half.jar"), "no jar");
        start("print", "late:greet x", InputStream.nullInputStream());
        bus.reachRun();
        register(new Greeter(), "late", "greet");

        assertThat(status()).isZero();
        assertThat(out()).isEqualTo("hello x\n");
        assertThat(err())
                .startsWith("bosun: half.jar is not at work: not a readable jar")
                .hasLineCount(1);
    }

    @Test
    void shouldGoOnAfterAFailureAndReportIt() throws Exception {
        run("refuse 'no\nway'; greet x; broken");

        assertThat(status()).isEqualTo(1);
        assertThat(out()).isEqualTo("hello x\n");
        assertThat(err()).isEqualTo("bosun: no way\nbosun: java.lang.IllegalStateException: broken\n");
    }

    @Test
    void shouldTellAnInterruptionInWords() throws Exception {
        run("interrupted; greet x");

        assertThat(status()).isEqualTo(1);
        assertThat(err()).isEqualTo("bosun: the command was interrupted\n");
        assertThat(out()).isEqualTo("hello x\n");
    }

    @Test
    void shouldTellAMistypedCommandSoon() throws Exception {
        run("gret x");

        assertThat(status()).isEqualTo(1);
        assertThat(err()).isEqualTo("bosun: Command not found: gret\n");
    }

    @Test
    void shouldTellACommandThatIsNotComplete() throws Exception {
        run("greet 'x");

        assertThat(status()).isEqualTo(1);
        assertThat(err()).startsWith("bosun: the command is not complete: ").hasLineCount(1);
        assertThat(out()).isEmpty();
    }

    @Test
    void shouldTellWrongArgumentsOnOneLine() throws Exception {
        run("greet");

        assertThat(status()).isEqualTo(1);
        assertThat(err()).startsWith("bosun: Cannot coerce greet()").hasLineCount(1);
    }

    @Test
    void shouldWaitForTheCommandOfAPlugin() throws Exception {
        run("late:greet x");
        register(new Greeter(), "late", "greet");

        assertThat(status()).isZero();
        assertThat(out()).isEqualTo("hello x\n");
    }

    @Test
    void shouldShowATable() throws Exception {
        start("command", "crew; each (crew) { $it hand }; end h7", InputStream.nullInputStream());
        register(new CrewCommands(new OneHand()), "bosun", "crew", "end");
        context.registerService(Converter.class, new TableConverter(), null);
        bus.reachRun();

        assertThat(status()).isEqualTo(1);
        assertThat(out()).startsWith("""
                HAND  PID  STATE  UPTIME  DONE  RESTARTS  LAST EXIT  LOG FILE
                h1     42  READY  5.0s       7         0             h1.log
                """);
        assertThat(err()).endsWith("bosun: there is no hand 'h7'; hands: h1\n");
    }

    @Test
    void shouldRunTheLinesOfAnInputUntilItsEnd() throws Exception {
        start("interactive", null, input("greet a\n\nrefuse b\ngreet 'c\nd'\ngreet e"));
        bus.reachRun();

        assertThat(status()).isZero();
        assertThat(out()).isEqualTo("hello a\nhello c\nd\nhello e\n");
        assertThat(err()).isEqualTo("bosun: b\n");
    }

    @Test
    void shouldEndByItsExitCommand() throws Exception {
        start("interactive", null, input("greet a; exit; greet b\ngreet c\n"));
        bus.reachRun();

        assertThat(status()).isZero();
        await().untilAsserted(() -> assertThat(out()).isEqualTo("hello a\n"));
    }

    @Test
    void shouldReadNothingAndHaveNoExitInAHostContainer() throws Exception {
        start(null, null, input("greet a\n"));
        bus.reachRun();

        assertThat(context.getServiceReference(ExitCommand.class)).isNull();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("bosun-shell");
        assertThat(bus.exit).isNotDone();
    }

    @Test
    void shouldReadNothingWithoutAShell() throws Exception {
        start("none", null, input("greet a\n"));
        bus.reachRun();

        assertThat(context.getServiceReference(ExitCommand.class)).isNotNull();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("bosun-shell");
    }

    @Test
    void shouldEndARunningCommandWhenDeactivated() throws Exception {
        Greeter greeter = run("hang");
        assertThat(greeter.hanging.await(10, TimeUnit.SECONDS)).isTrue();

        deactivate();

        assertThat(status()).isEqualTo(1);
    }

    @Test
    void shouldEndAReadWhenDeactivated() throws Exception {
        try (PipedOutputStream open = new PipedOutputStream()) {
            start("interactive", null, new PipedInputStream(open));
            bus.reachRun();
            await().until(() -> Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(t -> t.getName().equals("bosun-shell") && t.getState() == Thread.State.TIMED_WAITING));

            deactivate();

            assertThat(status()).isZero();
        }
    }

    /** Commands of a user. */
    public static final class Greeter {
        private final CountDownLatch hanging = new CountDownLatch(1);

        public String greet(String name) {
            return "hello " + name;
        }

        public void refuse(String why) {
            throw new ShellException(why);
        }

        public void broken() {
            throw new IllegalStateException("broken");
        }

        public void interrupted() throws InterruptedException {
            throw new InterruptedException();
        }

        public void hang() throws InterruptedException {
            hanging.countDown();
            new CountDownLatch(1).await();
        }
    }

    private record OneHand() implements Crew {
        @Override
        public List<HandStatus> hands() {
            return List.of(
                    new HandStatus("h1", 42, HandState.READY, Duration.ofSeconds(5), 7, 0, "", Path.of("h1.log")));
        }

        @Override
        public boolean isCrewed() {
            return true;
        }

        @Override
        public void end(String name) {
            throw new IllegalArgumentException(name);
        }
    }

    private void deactivate() throws InterruptedException {
        if (runner != null) {
            runner.deactivate();
            runner = null;
        }
    }

    private Greeter run(String command) throws Exception {
        Greeter greeter = start("command", command, InputStream.nullInputStream());
        bus.reachRun();
        return greeter;
    }

    private Greeter start(String shell, String command, InputStream in) throws Exception {
        Map<String, String> properties = new HashMap<>();
        properties.put(Constants.FRAMEWORK_STORAGE, directory.resolve("cache").toString());
        properties.put(Properties.DIRECTORY, directory.toString());
        if (shell != null) {
            properties.put(Properties.SHELL, shell);
        }
        if (command != null) {
            properties.put(Properties.COMMAND, command);
        }
        framework = new FrameworkFactory().newFramework(properties);
        framework.start();
        context = framework.getBundleContext();
        gogo.start(context);
        Greeter greeter = new Greeter();
        register(greeter, "test", "greet", "refuse", "broken", "interrupted", "hang");
        CommandProcessor processor = context.getService(context.getServiceReference(CommandProcessor.class));
        runner = new ShellRunner(context, bus, processor, new Streams(in, out, err, false));
        return greeter;
    }

    private void register(Object commands, String scope, String... functions) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(CommandProcessor.COMMAND_SCOPE, scope);
        properties.put(CommandProcessor.COMMAND_FUNCTION, functions);
        List<String> names = new ArrayList<>(List.of(commands.getClass().getName()));
        context.registerService(names.toArray(String[]::new), commands, properties);
    }

    private static InputStream input(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private int status() throws Exception {
        return bus.exit.get(10, TimeUnit.SECONDS);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
