// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.main;

import java.nio.file.Path;
import java.util.List;

/**
 * The command line of the boss.
 *
 * @param directory of its configuration and state, or null: the default one, or a private one where there is a command
 * @param command the commands to run and then to end, or null
 * @param hasShell whether a person is expected at standard input
 * @param wish what to do instead of running
 */
record BossArguments(Path directory, String command, boolean hasShell, Wish wish) {
    private static final String PRINT = "bosun:routes";

    /** What the command line asks for. */
    enum Wish {
        RUN,
        PRINT_COMMANDS,
        HELP,
        VERSION
    }

    /** @throws IllegalArgumentException if the arguments make no sense, saying why */
    static BossArguments parse(List<String> args) {
        Path directory = null;
        String command = null;
        boolean hasShell = true;
        boolean prints = false;
        for (int i = 0; i < args.size(); i++) {
            switch (args.get(i)) {
                case "--help", "-h" -> {
                    return new BossArguments(null, null, false, Wish.HELP);
                }
                case "--version" -> {
                    return new BossArguments(null, null, false, Wish.VERSION);
                }
                case "--dir" ->
                    directory = Path.of(valueOf(args, i++)).toAbsolutePath().normalize();
                case "-c" -> command = valueOf(args, i++);
                case "--no-shell" -> hasShell = false;
                case "--print-commands" -> prints = true;
                default -> throw new IllegalArgumentException("unknown argument '" + args.get(i) + "'");
            }
        }
        if (command != null && !hasShell) {
            throw new IllegalArgumentException("-c and --no-shell exclude each other: a command ends the boss");
        }
        if (prints && (command != null || !hasShell)) {
            throw new IllegalArgumentException("--print-commands goes with no other argument than --dir");
        }
        if (prints) {
            return new BossArguments(directory, PRINT, false, Wish.PRINT_COMMANDS);
        }
        return new BossArguments(directory, command, hasShell && command == null, Wish.RUN);
    }

    private static String valueOf(List<String> args, int option) {
        if (option + 1 >= args.size() || args.get(option + 1).isBlank()) {
            throw new IllegalArgumentException(args.get(option) + " needs a value");
        }
        return args.get(option + 1);
    }

    /** Value of the framework property {@code bosun.shell}. */
    String shell() {
        if (command != null) {
            return isPrint() ? "print" : "command";
        }
        return hasShell ? "interactive" : "none";
    }

    /** Whether nothing of the crew starts, and nothing of the directory is written or locked. */
    boolean isPrint() {
        return wish == Wish.PRINT_COMMANDS;
    }
}
