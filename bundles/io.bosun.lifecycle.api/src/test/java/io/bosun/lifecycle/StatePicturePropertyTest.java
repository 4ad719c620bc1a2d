// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

@Label("A picture of any states")
class StatePicturePropertyTest {
    /** What is drawn. */
    record Drawing(RandomGraph random, Map<State, State> errors, State current) {
        StatePicture picture() {
            return random.graph().picture(errors, current);
        }
    }

    @Provide
    Arbitrary<Drawing> drawings() {
        return RandomGraph.any().flatMap(random -> {
            Arbitrary<Integer> numbers = Arbitraries.integers().between(0, random.size() - 1);
            return Combinators.combine(Arbitraries.maps(numbers, numbers).ofMaxSize(random.size() / 2), numbers)
                    .as((errors, current) -> new Drawing(random, states(random, errors), random.state(current)));
        });
    }

    private static Map<State, State> states(RandomGraph random, Map<Integer, Integer> errors) {
        Map<State, State> states = new HashMap<>();
        errors.forEach((from, to) -> states.put(random.state(from), random.state(to)));
        return states;
    }

    @Property(tries = 200)
    @Label("as SVG is well-formed, with every state once, every edge once, and one mark")
    void shouldDrawEverythingOnce(@ForAll("drawings") Drawing drawing) {
        SvgDocument svg = SvgDocument.of(drawing.picture());

        assertThat(svg.states())
                .containsExactlyInAnyOrderElementsOf(
                        drawing.random().mentioned().stream().map(State::name).toList());
        assertThat(svg.edges())
                .containsExactlyInAnyOrderElementsOf(drawing.random().arrows());
        assertThat(svg.errors())
                .containsExactlyInAnyOrderElementsOf(drawing.errors().entrySet().stream()
                        .map(error -> error.getKey() + " fails to " + error.getValue())
                        .toList());
        assertThat(svg.marked()).containsExactly(drawing.current().name());
    }

    @Property(tries = 200)
    @Label("as SVG has boxes that do not overlap, arrows that end at one, and nothing outside of its view")
    void shouldKeepThingsApart(@ForAll("drawings") Drawing drawing) {
        SvgDocument svg = SvgDocument.of(drawing.picture());

        List<SvgDocument.Box> boxes = svg.boxes();
        for (SvgDocument.Box box : boxes) {
            assertThat(svg.view().contains(box)).isTrue();
            assertThat(boxes).filteredOn(box::meets).containsExactly(box);
        }
        for (SvgDocument.Box tip : svg.tips()) {
            assertThat(boxes)
                    .anyMatch(box -> new SvgDocument.Box(
                                    box.x() - 0.2, box.y() - 0.2, box.width() + 0.4, box.height() + 0.4)
                            .contains(tip));
        }
    }

    @Property(tries = 200)
    @Label("as text has a line for each state, every failure once, and one mark")
    void shouldWriteEverythingOnce(@ForAll("drawings") Drawing drawing) {
        String text = drawing.picture().text();

        for (State state : drawing.random().mentioned()) {
            assertThat(text.lines().filter(line -> line.matches("[ |+>-]*[ \\[>]" + state + "([\\] ].*)?")))
                    .as("%s in%n%s", state, text)
                    .hasSize(1);
        }
        assertThat(text.split("fails > ", -1)).hasSize(drawing.errors().size() + 1);
        assertThat(text).containsOnlyOnce("[" + drawing.current() + "]").doesNotContain(" \n");
    }

    @Property(tries = 100)
    @Label("is the same each time")
    void shouldBeTheSameEachTime(@ForAll("drawings") Drawing drawing) {
        StatePicture first = drawing.picture();
        StatePicture second = drawing.random().graph().picture(new HashMap<>(drawing.errors()), drawing.current());

        assertThat(first.text()).isEqualTo(second.text());
        assertThat(first.dot()).isEqualTo(second.dot());
        assertThat(first.svg()).isEqualTo(second.svg());
    }
}
