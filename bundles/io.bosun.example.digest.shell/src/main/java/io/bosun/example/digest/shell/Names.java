// SPDX-License-Identifier: Apache-2.0

package io.bosun.example.digest.shell;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * The names of files as bytes, which is what they are: a name that is no text in the JVM's encoding is printed as it is
 * too. Bytes come from the file's URI, for a path's own text has lost them.
 */
final class Names {
    private final byte[] prefix;
    private final int skip;

    /**
     * For the files below a directory.
     *
     * @param given the directory as the user wrote it: it begins each name, as with {@code find}
     * @param root its URI
     */
    Names(String given, URI root) {
        this.prefix = (given.endsWith("/") ? given : given + "/").getBytes(StandardCharsets.UTF_8);
        String raw = root.getRawPath();
        this.skip = raw.endsWith("/") ? raw.length() : raw.length() + 1;
    }

    /** The name of a file or directory below the root. */
    byte[] of(URI uri) {
        ByteArrayOutputStream name = new ByteArrayOutputStream();
        name.writeBytes(prefix);
        String raw = uri.getRawPath();
        // the URI of a directory ends with a slash
        int end = raw.endsWith("/") ? raw.length() - 1 : raw.length();
        for (int i = skip; i < end; i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                name.write(Integer.parseInt(raw, i + 1, i + 3, 16));
                i += 2;
            } else {
                name.write(c);
            }
        }
        return name.toByteArray();
    }

    /** A name on one line: backslash, line feed and carriage return are escaped, as {@code sha256sum} does. */
    static byte[] escaped(byte[] name) {
        ByteArrayOutputStream escaped = new ByteArrayOutputStream(name.length + 8);
        for (byte b : name) {
            switch (b) {
                case '\\' -> escaped.writeBytes(new byte[] {'\\', '\\'});
                case '\n' -> escaped.writeBytes(new byte[] {'\\', 'n'});
                case '\r' -> escaped.writeBytes(new byte[] {'\\', 'r'});
                default -> escaped.write(b);
            }
        }
        return escaped.toByteArray();
    }

    /** A line that {@code sha256sum -c} reads; a backslash before it says that the name is escaped. */
    static byte[] line(String sha256, byte[] name) {
        byte[] escaped = escaped(name);
        ByteArrayOutputStream line = new ByteArrayOutputStream(escaped.length + 70);
        if (escaped.length != name.length) {
            line.write('\\');
        }
        line.writeBytes((sha256 + "  ").getBytes(StandardCharsets.US_ASCII));
        line.writeBytes(escaped);
        line.write('\n');
        return line.toByteArray();
    }
}
