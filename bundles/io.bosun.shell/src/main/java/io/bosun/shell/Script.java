// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.felix.gogo.runtime.Parser;
import org.apache.felix.gogo.runtime.Token;

/** A text of several commands, apart: Gogo itself would end at the first that fails, and show the last result only. */
final class Script {
    private static final Pattern WORD = Pattern.compile("[\\w.-]+(:[\\w.-]+)?");

    private Script() {}

    /**
     * One command.
     *
     * @param text with all that is tied to it by a pipe, {@code &&} or {@code ||}
     * @param names of the commands that it begins with or pipes through, as far as they are plain words
     */
    record Step(String text, List<String> names) {}

    /**
     * Splits at semicolons and line ends, but not within quotes or brackets.
     *
     * @throws RuntimeException if Gogo cannot parse the text
     */
    static List<Step> steps(String text) {
        List<Step> steps = new ArrayList<>();
        List<Parser.Executable> step = new ArrayList<>();
        for (Parser.Executable each : new Parser(text).program().tokens()) {
            if (each instanceof Parser.Operator && (Token.eq(";", each) || Token.eq("\n", each))) {
                add(steps, step, text);
                step.clear();
            } else {
                step.add(each);
            }
        }
        add(steps, step, text);
        return steps;
    }

    private static void add(List<Step> steps, List<Parser.Executable> step, String text) {
        List<Token> leaves = new ArrayList<>();
        step.forEach(each -> leaves(each, leaves));
        List<String> names = leaves.stream()
                .filter(Parser.Statement.class::isInstance)
                .flatMap(each -> name((Parser.Statement) each).stream())
                .toList();
        if (leaves.stream().allMatch(each -> each.length() == 0)) {
            return;
        }
        Token first = leaves.get(0);
        Token last = leaves.get(leaves.size() - 1);
        steps.add(new Step(text.substring(first.start(), last.start() + last.length()), names));
    }

    /** A pipeline does not know where it begins, what it is made of does. */
    private static void leaves(Parser.Executable each, List<Token> leaves) {
        if (each instanceof Parser.Pipeline pipeline) {
            pipeline.tokens().forEach(part -> leaves(part, leaves));
        } else {
            leaves.add(each);
        }
    }

    private static Optional<String> name(Parser.Statement statement) {
        List<Token> tokens = statement.tokens();
        if (tokens.isEmpty() || tokens.size() > 1 && Token.eq("=", tokens.get(1))) {
            return Optional.empty();
        }
        String first = tokens.get(0).toString();
        return WORD.matcher(first).matches() ? Optional.of(first) : Optional.empty();
    }
}
