// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import io.bosun.command.Command;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Records that are alike but for their class: copies of {@link T000000} under names of the same length. */
final class CommandTypes {
    private CommandTypes() {}

    /** One command of each of so many new classes, made by the loader of this one. */
    static List<Command<?>> commands(int types) throws IOException, ReflectiveOperationException {
        byte[] template;
        try (InputStream in = CommandTypes.class.getResourceAsStream(T000000.class.getSimpleName() + ".class")) {
            template = in.readAllBytes();
        }
        List<Command<?>> commands = new ArrayList<>();
        for (int i = 1; i <= types; i++) {
            Class<?> type = MethodHandles.lookup().defineClass(named(template, String.format("T%06d", i)));
            commands.add((Command<?>) type.getConstructor().newInstance());
        }
        return commands;
    }

    /** Latin 1 keeps each byte as it is. */
    private static byte[] named(byte[] template, String name) {
        return new String(template, StandardCharsets.ISO_8859_1)
                .replace(T000000.class.getSimpleName(), name)
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
