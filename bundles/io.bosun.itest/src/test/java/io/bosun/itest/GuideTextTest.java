// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The guides")
class GuideTextTest {
    private static final Path DOCS = Path.of("../../docs");
    private static final Path TESTS = Path.of("src/test/java/io/bosun/itest");
    private static final Path README = Path.of("../../README.md");
    private static final Path FIRST_HANDLER = Path.of("src/test/java/org/example/greet");
    private static final Path PARENT = Path.of("../../pom.xml");
    private static final String LINK = "\\]\\(([^)#:]+)\\)";
    private static final String VERSION = "<artifactId>(%s)</artifactId>\\s*<version>([^<]+)</version>";

    @ParameterizedTest
    @CsvSource({"commands.md, guide", "lifecycle.md, lifeguide"})
    @DisplayName("show no Java that is not in a class of the guide, line by line")
    void shouldQuoteCompiledClasses(String text, String folder) throws IOException {
        List<String> blocks = blocks(Files.readAllLines(DOCS.resolve(text)));

        assertThat(blocks).hasSizeGreaterThan(10);
        assertQuoted(blocks, TESTS.resolve(folder));
    }

    @Test
    @DisplayName("link to files that are there, as README.md does")
    void shouldLinkToWhatIsThere() {
        for (Path text : List.of(DOCS.resolve("commands.md"), DOCS.resolve("lifecycle.md"), README)) {
            assertThat(Pattern.compile(LINK).matcher(read(text)).results())
                    .isNotEmpty()
                    .allSatisfy(link ->
                            assertThat(text.resolveSibling(link.group(1))).exists());
        }
    }

    @Test
    @DisplayName("README.md: the first handler is whole classes, and a POM with the versions of our own")
    void shouldShowAFirstHandlerThatCompiles() throws IOException {
        List<String> blocks = blocks(Files.readAllLines(README));
        assertThat(blocks).hasSize(2).allMatch(each -> each.startsWith("package org.example.greet;"));
        assertQuoted(blocks, FIRST_HANDLER);

        String parent = read(PARENT);
        String bnd = parent.replaceFirst("(?s).*<bnd.version>([^<]+)</bnd.version>.*", "$1");
        for (String artifact : List.of("maven-compiler-plugin", "org.osgi.service.component.annotations", "bosun")) {
            String ours = version(parent, artifact);
            assertThat(version(read(README), artifact.equals("bosun") ? "io.bosun.command.api" : artifact))
                    .as(artifact)
                    .isEqualTo(ours);
        }
        assertThat(version(read(README), "bnd-maven-plugin")).isEqualTo(bnd);
    }

    private static String version(String pom, String artifact) {
        return Pattern.compile(VERSION.formatted(Pattern.quote(artifact)))
                .matcher(pom)
                .results()
                .findFirst()
                .orElseThrow(() -> new AssertionError("no version of " + artifact))
                .group(2);
    }

    private static void assertQuoted(List<String> blocks, Path folder) throws IOException {
        List<String> classes = classes(folder);
        assertThat(blocks)
                .allSatisfy(block ->
                        assertThat(classes).as("a class that has%n%s", block).anyMatch(each -> each.contains(block)));
    }

    private static List<String> blocks(List<String> lines) {
        List<String> blocks = new ArrayList<>();
        StringBuilder block = null;
        for (String line : lines) {
            if (block == null) {
                block = line.equals("```java") ? new StringBuilder() : null;
            } else if (line.equals("```")) {
                blocks.add(block.toString());
                block = null;
            } else {
                block.append(line).append('\n');
            }
        }
        return blocks;
    }

    private static List<String> classes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(each -> each.toString().endsWith(".java"))
                    .map(GuideTextTest::read)
                    .collect(Collectors.toList());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
