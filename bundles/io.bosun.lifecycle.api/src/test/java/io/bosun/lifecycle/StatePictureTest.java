// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A picture of states")
class StatePictureTest {
    private static final State A = new State("A");
    private static final State B = new State("B");
    private static final State C = new State("C");
    private static final State ODD = new State("<a href=\"x\">&amp; 'ü' \\N\\");
    private static final State RAW = new State("bell\u0007 and half \uD800 of a character");

    private static StatePicture process(State current) {
        return ProcessState.GRAPH.picture(ProcessState.ERRORS, current);
    }

    @Test
    @DisplayName("as text has a line for each state, and its edges beside it")
    void shouldDrawTheProcessAsText() {
        assertThat(process(ProcessState.RUN).text()).isEqualTo("""
                       INITIAL
                       v
                       ENTER                 fails > STOP_ERROR
                       v
                 +---> IDLE                  fails > STOP_ERROR
                 |     v `----------------+
                 |     START              |  fails > START_ERROR
                 |     v `------------+   |
                 |    [RUN]           |   |  fails > START_ERROR
                 |       `------------+   |
                 |     START_ERROR    |   |
                 |     v              |   |
                 |     STOP <---------+   |  fails > STOP_ERROR
                 +---'                    |
                       STOP_ERROR         |
                       v                  |
                       EXIT <-------------+  fails > EXIT_ERROR
                         `------------+
                       EXIT_ERROR     |
                       v              |
                       EXITED <-------+""");
    }

    @Test
    @DisplayName("as text shows edges to itself, lanes that cross, what stands alone, and wide characters")
    void shouldDrawOddGraphsAsText() {
        State wide = new State("文字");
        StateGraph graph = StateGraph.builder()
                .edge(A, B, wide, A)
                .edge(B, C)
                .edge(wide, C)
                .edge(C, A)
                .edge(new State("alone"))
                .build();

        assertThat(graph.picture(Map.of(A, A), wide).text()).isEqualTo("""
                 +---> A               > itself, fails > itself
                 |     v `------+
                 |     B        |
                 |       `------|---+
                 |    [文字] <--+   |
                 |     v            |
                 |     C <----------+
                 +---'
                       alone""");
    }

    @Test
    @DisplayName("is empty where there is no state")
    void shouldDrawNothing() {
        StatePicture picture = StateGraph.of(null).picture(Map.of(), null);

        assertThat(picture.text()).isEmpty();
        assertThat(picture.dot()).startsWith("digraph");
        assertThat(SvgDocument.of(picture).states()).isEmpty();
    }

    @Test
    @DisplayName("as SVG has every state and every edge once, and one mark")
    void shouldDrawTheProcessAsSvg() {
        SvgDocument svg = SvgDocument.of(process(ProcessState.RUN));

        assertThat(svg.states())
                .containsExactlyInAnyOrderElementsOf(
                        ProcessState.GRAPH.states().stream().map(State::name).toList());
        assertThat(svg.edges())
                .hasSize(12)
                .doesNotHaveDuplicates()
                .contains("IDLE to START", "IDLE to EXIT", "STOP to IDLE", "EXIT_ERROR to EXITED");
        assertThat(svg.errors())
                .containsExactlyInAnyOrder(
                        "ENTER fails to STOP_ERROR",
                        "IDLE fails to STOP_ERROR",
                        "STOP fails to STOP_ERROR",
                        "START fails to START_ERROR",
                        "RUN fails to START_ERROR",
                        "EXIT fails to EXIT_ERROR");
        assertThat(svg.marked()).containsExactly("RUN");
    }

    @Test
    @DisplayName("as SVG says in words what it shows")
    void shouldDescribeItself() {
        SvgDocument svg = SvgDocument.of(process(ProcessState.RUN));

        assertThat(svg.role()).isEqualTo("img");
        assertThat(svg.title()).isEqualTo("States, in RUN");
        assertThat(svg.description())
                .startsWith("INITIAL leads to ENTER. ENTER leads to IDLE; where it fails, to STOP_ERROR. ")
                .contains("IDLE leads to START, EXIT; where it fails, to STOP_ERROR. ")
                .endsWith(" EXITED leads nowhere.");
    }

    @Test
    @DisplayName("is the one in docs/lifecycle.md")
    void shouldBeTheOneOfTheGuide() throws IOException {
        String current = process(ProcessState.RUN).svg();
        Files.writeString(Path.of("target/lifecycle.svg"), current);

        assertThat(Path.of("../../docs/lifecycle.svg"))
                .as("copy target/lifecycle.svg of this bundle to docs if the picture was to change")
                .hasContent(current);
    }

    @Test
    @DisplayName("of the process has no two lines that cross")
    void shouldStandStill() {
        PictureGraph graph = PictureGraph.of(ProcessState.GRAPH, ProcessState.ERRORS, null);
        PictureLayers layers = new PictureLayers(graph, new double[graph.size()]);

        assertThat(PictureRows.arrange(layers.layers())).isZero();
        assertThat(layers.layers()).hasSize(8);
    }

    @Test
    @DisplayName("as dot has every state and every edge once, errors dashed and the mark filled")
    void shouldDrawTheProcessAsDot() {
        List<String> lines = process(ProcessState.RUN).dot().lines().toList();

        assertThat(lines).first().isEqualTo("digraph states {");
        assertThat(lines).last().isEqualTo("}");
        assertThat(lines).filteredOn(line -> line.contains("[label=")).hasSize(11);
        assertThat(lines).filteredOn(line -> line.contains(" -> ")).hasSize(18);
        assertThat(lines).contains("  \"IDLE\" -> \"START\";");
        assertThat(lines)
                .filteredOn(line -> line.contains("dashed"))
                .hasSize(6)
                .anyMatch(line -> line.startsWith("  \"EXIT\" -> \"EXIT_ERROR\" [style=dashed"));
        assertThat(lines)
                .filteredOn(line -> line.contains("[label=") && line.contains("fillcolor"))
                .singleElement()
                .asString()
                .startsWith("  \"RUN\" ");
    }

    @Test
    @DisplayName("escapes names, and shows what a format cannot carry as U+FFFD")
    void shouldEscapeNames() {
        StatePicture picture = StateGraph.builder().edge(ODD, RAW).build().picture(Map.of(RAW, ODD), ODD);
        String shown = "bell\uFFFD and half \uFFFD of a character";

        assertThat(SvgDocument.of(picture).states()).containsExactlyInAnyOrder(ODD.name(), shown);
        assertThat(SvgDocument.of(picture).marked()).containsExactly(ODD.name());
        assertThat(SvgDocument.of(picture).edges()).containsExactly(ODD.name() + " to " + shown);
        assertThat(picture.text()).contains("[" + ODD.name() + "]", " " + shown);
        assertThat(picture.dot())
                .contains("[label=\"<a href=\\\"x\\\">&amp;amp; 'ü' \\\\N\\\\\"", "[label=\"" + shown + "\"");
    }

    @Test
    @DisplayName("keeps states apart whose names look the same")
    void shouldKeepStatesApart() {
        StatePicture picture = StateGraph.builder()
                .edge(new State("a\u0001b"), new State("a\u0002b"))
                .build()
                .picture(Map.of(), null);

        assertThat(SvgDocument.of(picture).states()).doesNotHaveDuplicates().hasSize(2);
        assertThat(picture.dot()).contains("\"a\uFFFDb\" -> \"a\uFFFDb\uFFFD\";");
    }

    @Test
    @DisplayName("marks nothing without a current state, and needs no errors")
    void shouldDrawWithoutMarkAndErrors() {
        StatePicture picture = ProcessState.GRAPH.picture(Map.of(), null);

        assertThat(picture.text()).doesNotContain("[").doesNotContain("fails");
        assertThat(picture.dot()).doesNotContain("dashed");
        assertThat(SvgDocument.of(picture).marked()).isEmpty();
        assertThat(SvgDocument.of(picture).errors()).isEmpty();
        assertThat(SvgDocument.of(picture).title()).isEqualTo("States");
    }

    @Test
    @DisplayName("refuses states that the graph does not have, and names those that it has")
    void shouldRefuseStrangers() {
        StateGraph graph = StateGraph.builder().edge(A, B).build();

        assertThatThrownBy(() -> graph.picture(Map.of(), C))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Not a state of this graph: C; its states: [A, B]");
        assertThatThrownBy(() -> graph.picture(Map.of(A, C), A)).hasMessageContaining("graph: C;");
        assertThatThrownBy(() -> graph.picture(Map.of(C, A), A)).hasMessageContaining("graph: C;");
    }
}
