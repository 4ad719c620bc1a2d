// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import java.io.EOFException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;

/** Runs texts in one session: results to one stream, one line for each failure to another. For one thread. */
final class Executor {
    private final CommandSession session;
    private final PrintStream out;
    private final PrintStream err;
    private final Consumer<List<String>> names;
    private final BooleanSupplier ended;

    /**
     * Runs nothing yet.
     *
     * @param names is told which commands are needed next, and may wait for them
     * @param ended whether the next command is not to be run any more
     */
    Executor(
            CommandSession session,
            PrintStream out,
            PrintStream err,
            Consumer<List<String>> names,
            BooleanSupplier ended) {
        this.session = session;
        this.out = out;
        this.err = err;
        this.names = names;
        this.ended = ended;
    }

    /**
     * Runs each command of a text, also after one that failed.
     *
     * @return whether none failed
     * @throws EOFException if the text ends within a quote or bracket; then nothing has run
     */
    boolean run(String text) throws EOFException {
        List<Script.Step> steps;
        try {
            steps = Script.steps(text);
        } catch (RuntimeException e) {
            if (e.getClass().getSimpleName().equals("EOFError")) {
                throw (EOFException) new EOFException(e.getMessage()).initCause(e);
            }
            return fail(e);
        }
        boolean good = true;
        for (Script.Step step : steps) {
            if (!ended.getAsBoolean()) {
                good &= run(step);
            }
        }
        return good;
    }

    /** Prints a failure; false. */
    boolean fail(Throwable failure) {
        print(err, "bosun: " + text(failure));
        return false;
    }

    private boolean run(Script.Step step) {
        try {
            names.accept(step.names());
            Object result = session.execute(step.text());
            if (result != null) {
                print(out, session.format(result, Converter.INSPECT).toString());
            }
            return true;
        } catch (Exception e) {
            return fail(e);
        }
    }

    /** The message where it is meant for people, else the class too. */
    static String text(Throwable failure) {
        if (failure instanceof InterruptedException) {
            return "the command was interrupted";
        }
        String message = failure.getMessage();
        boolean forPeople = failure instanceof IllegalArgumentException
                || !failure.toString().startsWith(failure.getClass().getName());
        return ShellException.oneLine(forPeople && message != null ? message : failure.toString());
    }

    private static void print(PrintStream stream, String text) {
        byte[] bytes = (text.stripTrailing() + "\n").getBytes(StandardCharsets.UTF_8);
        stream.write(bytes, 0, bytes.length);
        stream.flush();
    }
}
