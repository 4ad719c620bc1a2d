// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.main.runtime;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a hand is told by its standard input, so that no other user can read it in the list of processes: lines
 * {@code key=value} in UTF-8, then an empty line. The stream stays open after that: its end is the end of the boss.
 */
public final class StartProperties {
    private static final int MAX_BYTES = 1 << 20;

    private StartProperties() {}

    /** Writes and flushes; the stream stays open. */
    public static void write(Map<String, String> properties, OutputStream out) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> property : properties.entrySet()) {
            check(property.getKey(), property.getValue());
            text.append(property.getKey())
                    .append('=')
                    .append(property.getValue())
                    .append('\n');
        }
        out.write(text.append('\n').toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** @throws IllegalArgumentException if the pair cannot be told, naming the key only: a value may be secret */
    public static void check(String key, String value) {
        if (key.isEmpty() || key.indexOf('=') >= 0 || hasLineBreak(key) || hasLineBreak(value)) {
            throw new IllegalArgumentException(
                    "Property '" + key + "' of a hand: no '=' in the key, no line break in key or value, no empty key");
        }
    }

    private static boolean hasLineBreak(String text) {
        return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
    }

    /**
     * Reads up to the empty line, and not a byte more.
     *
     * @throws EOFException if the stream ends before that
     */
    public static Map<String, String> read(InputStream in) throws IOException {
        Map<String, String> properties = new LinkedHashMap<>();
        int left = MAX_BYTES;
        for (String line = readLine(in, left); !line.isEmpty(); line = readLine(in, left)) {
            left -= line.length() + 1;
            int equals = line.indexOf('=');
            if (equals <= 0) {
                throw new IOException("A line on the standard input of a hand has no key=value");
            }
            properties.put(line.substring(0, equals), line.substring(equals + 1));
        }
        return properties;
    }

    private static String readLine(InputStream in, int limit) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("The standard input of a hand ended before its properties did");
            }
            if (line.size() >= limit) {
                throw new IOException("The properties of a hand have more than " + MAX_BYTES + " bytes");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
