// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.command.Command;
import io.bosun.command.CommandSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTypesTest {
    @Test
    void shouldMakeADifferentCommandOfEachClass() throws Exception {
        List<Command<?>> commands = CommandTypes.commands(3);

        assertThat(commands)
                .extracting(each -> CommandSpec.of(each.getClass()).key())
                .containsExactly(
                        "io.bosun.bench.peer.T000001/1",
                        "io.bosun.bench.peer.T000002/1",
                        "io.bosun.bench.peer.T000003/1");
        assertThat(Class.forName("io.bosun.bench.peer.T000002"))
                .isSameAs(commands.get(1).getClass());
    }
}
