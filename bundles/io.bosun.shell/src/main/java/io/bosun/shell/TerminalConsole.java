// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Map;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.CommandSessionImpl;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.jline.reader.LineReader;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.osgi.framework.BundleContext;

/** Felix's shell on the terminal: completion, history, and Ctrl-C for the running command. The only user of JLine. */
final class TerminalConsole extends Shell implements Console {
    private static final String PROFILE = "bosun_profile";

    private final Terminal terminal;
    private final CommandSession session;

    private TerminalConsole(BundleContext context, CommandProcessor processor, OutputStream out) throws IOException {
        super(new OwnContext(context), processor, PROFILE);
        // A dumb terminal is of no use here: LineConsole is the better way to do without.
        this.terminal = TerminalBuilder.builder()
                .name("bosun")
                .system(true)
                .exec(true)
                .dumb(false)
                .nativeSignals(false)
                .signalHandler(Terminal.SignalHandler.SIG_IGN)
                .build();
        this.session = new TerminalSession((CommandProcessorImpl) processor, terminal.input(), out);
        session.put(VAR_TERMINAL, terminal);
        String directory = context.getProperty(Properties.DIRECTORY);
        if (directory != null) {
            session.put(LineReader.HISTORY_FILE, Path.of(directory, "history"));
        }
    }

    /**
     * Opens the terminal.
     *
     * @throws IllegalStateException if there is none
     */
    static Console open(BundleContext context, CommandProcessor processor, Streams streams) throws IOException {
        return new TerminalConsole(context, processor, streams.out());
    }

    @Override
    public int run() throws Exception {
        try (TerminalSignals signals = new TerminalSignals(terminal)) {
            gosh(session, new String[] {"--login", "--noshutdown", "--nohistory"});
        } finally {
            session.close();
            restore();
        }
        return 0;
    }

    /** Gives the terminal back as it was, also when told to hurry: JLine waits for a program that does it. */
    private void restore() throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            terminal.close();
        } catch (InterruptedIOException e) {
            interrupted = true;
            terminal.close();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        stop();
    }

    /** A session that tells failures in words, and whose output outlives an interrupt. */
    private static final class TerminalSession extends CommandSessionImpl {
        TerminalSession(CommandProcessorImpl processor, InputStream in, OutputStream out) {
            super(processor, in, out, out);
            // An interrupt during a write closes the channel that Gogo makes of a stream, and with it the session:
            // Ctrl-C would end all output for good.
            channels[1] = new PlainChannel(out);
            channels[2] = channels[1];
            register(processor);
        }

        /** The processor does it only for the sessions that it makes; it knows parents of other sessions by that. */
        @SuppressWarnings("unchecked")
        private void register(CommandProcessorImpl processor) {
            try {
                Field field = CommandProcessorImpl.class.getDeclaredField("sessions");
                field.setAccessible(true);
                Map<CommandSession, Object> sessions = (Map<CommandSession, Object>) field.get(processor);
                synchronized (sessions) {
                    sessions.put(this, null);
                }
            } catch (ReflectiveOperationException e) {
                System.getLogger(TerminalConsole.class.getName())
                        .log(System.Logger.Level.WARNING, "There is no 'sh' in this shell: this Gogo is not known", e);
            }
        }

        /** Gogo prints a failure as text, with the name of its class. */
        @Override
        public Object execute(CharSequence line) throws Exception {
            try {
                return super.execute(line);
            } catch (Exception e) {
                throw new ShellException(Executor.text(e), e);
            }
        }
    }

    /** Writes whatever the thread's state. */
    private record PlainChannel(OutputStream out) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer from) throws IOException {
            byte[] bytes = new byte[from.remaining()];
            from.get(bytes);
            synchronized (out) {
                out.write(bytes);
                out.flush();
            }
            return bytes.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // The terminal stays open for the next command.
        }
    }

    /** Where the shell looks for its profile; it never stops the framework itself. */
    private record OwnContext(BundleContext context) implements Context {
        @Override
        public String getProperty(String name) {
            String home = context.getProperty(Properties.DIRECTORY);
            return name.equals("gosh.home") && home != null ? home : context.getProperty(name);
        }

        @Override
        public void exit() {
            // The runner ends the process when this console has ended.
        }
    }
}
