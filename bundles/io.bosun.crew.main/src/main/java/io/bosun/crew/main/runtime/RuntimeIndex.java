// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.main.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The jars of a process: one line for each, in the order in which to install and start them, as {@code sha256sum}
 * writes them (so that it can check an unpacked directory).
 *
 * <pre>
 *   0f3c...9a  lib/org.apache.felix.framework-7.0.5.jar      class path of the JVM
 *   77ab...01  bundles/io.bosun.command.api-0.1.0.jar        bundles, started in this order
 * </pre>
 */
public final class RuntimeIndex {
    /** The index's own name in a runtime. */
    public static final String NAME = "index";

    private static final String LIBRARIES = "lib/";
    private static final String BUNDLES = "bundles/";
    private static final Pattern LINE =
            Pattern.compile("([0-9a-fA-F]{64})  ((?:lib|bundles)/[A-Za-z0-9][A-Za-z0-9._+-]*)");

    private final List<Entry> entries;
    private final String text;

    private RuntimeIndex(List<Entry> entries) {
        this.entries = List.copyOf(entries);
        StringBuilder lines = new StringBuilder();
        for (Entry entry : entries) {
            lines.append(entry.sha256()).append("  ").append(entry.path()).append('\n');
        }
        this.text = lines.toString();
    }

    /** One jar of the runtime, by its path in it. */
    public record Entry(String sha256, String path) {}

    /** Reads an index; the stream is left open. */
    public static RuntimeIndex read(InputStream in) throws IOException {
        return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }

    /** @throws IOException if a line is not one of an index, naming it */
    public static RuntimeIndex parse(String text) throws IOException {
        List<Entry> entries = new ArrayList<>();
        Set<String> paths = new HashSet<>();
        for (String line : text.lines().toList()) {
            if (line.isBlank()) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches() || !paths.add(matcher.group(2))) {
                throw new IOException("Not a line of a runtime's index: '" + line + "'; build the jar again");
            }
            entries.add(new Entry(matcher.group(1).toLowerCase(Locale.ROOT), matcher.group(2)));
        }
        if (entries.isEmpty()) {
            throw new IOException("The index of the runtime names no jar; build the jar again");
        }
        return new RuntimeIndex(entries);
    }

    /** All jars, in order. */
    public List<Entry> entries() {
        return entries;
    }

    /** Paths of the jars for the JVM's class path, in order. */
    public List<String> libraries() {
        return paths(LIBRARIES);
    }

    /** Paths of the bundles, in the order in which to install and start them. */
    public List<String> bundles() {
        return paths(BUNDLES);
    }

    private List<String> paths(String folder) {
        return entries.stream()
                .map(Entry::path)
                .filter(path -> path.startsWith(folder))
                .toList();
    }

    /** What names this runtime: two with the same jars in the same order have the same. */
    public String hash() {
        return HexFormat.of().formatHex(Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The index as it is written. */
    @Override
    public String toString() {
        return text;
    }
}
