// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.transport.Envelope;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The commands that wait for a handler, in every order that the threads may take: each step is as if it were alone. */
@Param(name = "which", gen = IntGen.class, conf = "0:2")
public class ParkedModelTest {
    /** Of what is offered; what was taken has room twice. */
    private static final int LIMIT = 1;

    private final Parked parked = new Parked(LIMIT);
    private final WaitingEnvelope[] all = {
        new WaitingEnvelope(0, "a/1", "boss"),
        new WaitingEnvelope(1, "a/1", "boss"),
        new WaitingEnvelope(2, "b/1", "boss")
    };

    /** Ended ones make room. */
    @Operation
    public boolean add(@Param(name = "which") int which) {
        return parked.add(all[which]);
    }

    @Operation
    public boolean remove(@Param(name = "which") int which) {
        return parked.remove(all[which]);
    }

    @Operation
    public boolean end(@Param(name = "which") int which) {
        return all[which].complete(null);
    }

    @Operation
    public int first() {
        return index(parked.first(Set.of()));
    }

    @Operation
    public int firstButA() {
        return index(parked.first(Set.of("a/1")));
    }

    @Operation
    public boolean has() {
        return parked.has("a/1");
    }

    @Operation
    public List<Integer> clear() {
        List<Integer> cleared = new ArrayList<>();
        for (Envelope each : parked.clear()) {
            cleared.add(index(each));
        }
        return cleared;
    }

    private int index(Envelope envelope) {
        return envelope == null ? -1 : (int) envelope.id();
    }

    @Test
    @DisplayName("Promise 2: commands that wait are taken out by one thread each, in order, and none is left behind")
    void shouldLoseAndDoubleNothing() {
        Models.check(ParkedModelTest.class, 5);
    }
}
