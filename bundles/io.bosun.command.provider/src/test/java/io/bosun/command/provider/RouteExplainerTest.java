// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.command.RouteExplanation;
import io.bosun.command.provider.Commands.News;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RouteExplainerTest {
    @Test
    void shouldNameTheTargetsOfABroadcast() throws Exception {
        try (BusRig rig = new BusRig()) {
            rig.handle(News.class, "desk", (command, context) -> null);
            rig.handle(News.class, "kiosk", (command, context) -> null);
            rig.add(new PeerBerth("desk", "h1", 1, News.class));

            RouteExplanation explained = rig.registry.explain(News.class);

            assertThat(explained.why().get(0).split("It goes to |, "))
                    .containsExactlyInAnyOrder("", "desk@boss", "kiosk@boss", "desk@h1");
            assertThat(explained.places()).containsExactlyInAnyOrder("boss", "h1");
        }
    }
}
