// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only where Graphviz is installed. */
@DisplayName("Graphviz reads a picture")
class DotParserTest {
    @TempDir
    Path directory;

    @Test
    @DisplayName("of the process, and one with names that need escapes")
    void shouldBeRead() throws Exception {
        assumeTrue(Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(each -> Files.isExecutable(Path.of(each, "dot"))));
        State odd = new State("\"<b>\\N & 'ü' \\");
        StateGraph graph = StateGraph.builder().edge(odd, ProcessState.RUN).build();

        assertThat(titles(ProcessState.GRAPH.picture(ProcessState.ERRORS, ProcessState.RUN)))
                .contains("RUN", "START->START_ERROR");
        assertThat(texts(graph.picture(Map.of(), odd))).contains("\"<b>\\N & 'ü' \\", "RUN");
    }

    private Stream<String> titles(StatePicture picture) throws Exception {
        return elements(picture, "title");
    }

    private Stream<String> texts(StatePicture picture) throws Exception {
        return elements(picture, "text");
    }

    private Stream<String> elements(StatePicture picture, String name) throws Exception {
        Path source = Files.writeString(directory.resolve("picture.dot"), picture.dot());
        Process dot = new ProcessBuilder("dot", "-Tsvg", source.toString())
                .redirectErrorStream(true)
                .start();
        String svg = new String(dot.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(dot.waitFor()).as(svg).isZero();
        return Stream.of(svg.split("<" + name + "[^>]*>"))
                .skip(1)
                .map(each -> each.substring(0, each.indexOf("</")))
                .map(DotParserTest::plain);
    }

    private static String plain(String xml) {
        return xml.replace("&#45;", "-")
                .replace("&#160;", " ")
                .replace("&gt;", ">")
                .replace("&lt;", "<")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }
}
