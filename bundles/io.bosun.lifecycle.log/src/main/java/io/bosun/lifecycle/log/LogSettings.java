// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.log;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;

/** One log: what passes, how it looks, where it goes. */
record LogSettings(String bus, int level, Layout layout, Charset encoding, Output output) {
    /**
     * Reads a configuration.
     *
     * @param directory that the path of a file starts from, unless it is absolute
     * @throws IllegalArgumentException names the key, its value, and what to give
     */
    static LogSettings of(LogConfiguration configuration, Path directory, Clock clock) {
        if (configuration.bus().isBlank()) {
            throw new IllegalArgumentException("bus is empty; give the name of a bus, or leave the key out");
        }
        return new LogSettings(
                configuration.bus().strip(),
                Levels.parse("level", configuration.level()),
                new Layout(configuration.format(), clock),
                encoding(configuration.encoding()),
                output(configuration.to().strip(), directory, configuration.maxBytes()));
    }

    private static Charset encoding(String name) {
        try {
            Charset charset = Charset.forName(name.strip());
            if (charset.canEncode()) {
                return charset;
            }
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            // said below, with the value as it was given
        }
        throw new IllegalArgumentException("encoding is '" + name + "'; give one such as UTF-8");
    }

    private static Output output(String to, Path directory, long maxBytes) {
        return switch (to) {
            case "" -> throw new IllegalArgumentException("to is missing; give stdout, stderr or the path of a file");
            case "stdout" -> StreamOutput.out();
            case "stderr" -> StreamOutput.err();
            default -> new FileOutput(file(to, directory), positive(maxBytes));
        };
    }

    private static Path file(String to, Path directory) {
        try {
            Path file = directory.resolve(to).toAbsolutePath().normalize();
            if (Files.isDirectory(file) || file.getFileName() == null) {
                throw new IllegalArgumentException("to is '" + to + "', a directory; give the path of a file in it");
            }
            return file;
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("to is '" + to + "', which cannot be a path; give that of a file", e);
        }
    }

    private static long positive(long maxBytes) {
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxBytes is " + maxBytes + "; give 1 or more");
        }
        return maxBytes;
    }

    void write(Logged logged) throws IOException {
        if (level <= logged.level()) {
            output.write(layout.format(logged).getBytes(encoding));
        }
    }
}
