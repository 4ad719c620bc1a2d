// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.Subscription;
import java.io.EOFException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Hashtable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Does what the main of our own process asks for by the framework property {@code bosun.shell}. {@code command} runs
 * {@code bosun.command} once RUN is reached, {@code print} waits before for what is deployed to be at work,
 * {@code interactive} talks to standard input; afterwards each ends the process. In a host container, which has no such
 * property, nothing is done.
 */
@Component(
        service = {},
        immediate = true)
public final class ShellRunner {
    private static final System.Logger LOG = System.getLogger(ShellRunner.class.getName());
    private static final long JOIN_MILLIS = 2_000;

    private final BundleContext context;
    private final LifecycleBus bus;
    private final CommandProcessor processor;
    private final Streams streams;
    private final String mode;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final Thread thread = new Thread(this::run, "bosun-shell");
    private final Subscription subscription;
    private final ServiceRegistration<ExitCommand> exit;
    private volatile boolean ended;
    private volatile Console console;

    /** Called by Declarative Services. */
    @Activate
    public ShellRunner(
            BundleContext context,
            @Reference(target = "(bosun.bus=default)") LifecycleBus bus,
            @Reference CommandProcessor processor) {
        this(context, bus, processor, Streams.ofProcess());
    }

    ShellRunner(BundleContext context, LifecycleBus bus, CommandProcessor processor, Streams streams) {
        this.streams = streams;
        this.context = context;
        this.bus = bus;
        this.processor = processor;
        this.mode = context.getProperty(Properties.SHELL);
        thread.setDaemon(true);
        if (mode == null) {
            this.exit = null;
            this.subscription = () -> {};
            return;
        }
        this.exit = registerExit();
        this.subscription = bus.subscribe(ProcessState.RUN.name(), BusListener.DEFAULT_PRIORITY, event -> {
            begin();
            return null;
        });
        if (bus.state().equals(ProcessState.RUN)) {
            begin();
        }
    }

    /** Called by Declarative Services. */
    @Deactivate
    public void deactivate() throws InterruptedException {
        subscription.close();
        if (exit != null) {
            exit.unregister();
        }
        end();
        begun.set(true);
        thread.interrupt();
        if (thread != Thread.currentThread()) {
            thread.join(JOIN_MILLIS);
        }
    }

    private ServiceRegistration<ExitCommand> registerExit() {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(CommandProcessor.COMMAND_SCOPE, "bosun");
        properties.put(CommandProcessor.COMMAND_FUNCTION, "exit");
        ExitCommand command = new ExitCommand(() -> {
            bus.exit(0, "the shell's exit");
            end();
        });
        return context.registerService(ExitCommand.class, command, properties);
    }

    private void begin() {
        if (!mode.equals("none") && begun.compareAndSet(false, true)) {
            thread.start();
        }
    }

    private void end() {
        ended = true;
        Console running = console;
        if (running != null) {
            running.close();
        }
    }

    private void run() {
        int status = 1;
        try {
            status = switch (mode) {
                case "command" -> runCommand();
                case "print" -> runPrint();
                default -> runConsole();
            };
        } catch (Exception e) {
            LOG.log(System.Logger.Level.ERROR, "The shell failed", e);
        } finally {
            bus.exit(status, mode.equals("interactive") ? "end of input" : "the command is done");
        }
    }

    private int runCommand() {
        try (CommandSession session = session()) {
            Executor executor = executor(session);
            try {
                return executor.run(context.getProperty(Properties.COMMAND)) ? 0 : 1;
            } catch (EOFException e) {
                executor.fail(new ShellException("the command is not complete: " + e.getMessage()));
                return 1;
            }
        }
    }

    /** What is not at work is told, and no failure: the rest is what was asked for. */
    private int runPrint() throws InterruptedException {
        PrintStream err = stream(streams.err());
        new Deployment(context).await().forEach(each -> err.println("bosun: " + each));
        return runCommand();
    }

    private int runConsole() throws Exception {
        if (streams.isTerminal()) {
            Console terminal = openTerminal();
            if (terminal != null) {
                return run(terminal);
            }
        }
        try (CommandSession session = session()) {
            return run(new LineConsole(streams.in(), executor(session)));
        }
    }

    private int run(Console opened) throws Exception {
        console = opened;
        if (ended) {
            opened.close();
        }
        return opened.run();
    }

    private Console openTerminal() {
        try {
            return TerminalConsole.open(context, processor, streams);
        } catch (Exception | LinkageError e) {
            // Without JLine, or on a terminal that it does not know, lines without completion have to do.
            LOG.log(System.Logger.Level.INFO, "The shell has no completion and history here: {0}", e.toString());
            return null;
        }
    }

    private CommandSession session() {
        return processor.createSession(InputStream.nullInputStream(), streams.out(), streams.err());
    }

    private Executor executor(CommandSession session) {
        CommandWait wait =
                new CommandWait(context, name -> session.get(name) != null || session.get("*:" + name) != null);
        return new Executor(session, stream(streams.out()), stream(streams.err()), wait::await, () -> ended);
    }

    private static PrintStream stream(OutputStream to) {
        return new PrintStream(to, true);
    }
}
