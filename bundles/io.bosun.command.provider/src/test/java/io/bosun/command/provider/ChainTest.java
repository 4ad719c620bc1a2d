// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.command.DeadLetter;
import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;
import io.bosun.command.provider.Commands.Grind;
import io.bosun.transport.HeadedEnvelope;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A call that came by other berths, which are blocked until it is answered. */
@Timeout(60)
class ChainTest {
    private static final String BEHIND = "h2/s h1/u";

    private final AskedEnvelope call = new AskedEnvelope(new Grind(1), new Grind(1), Map.of(Chain.HEADER, BEHIND));
    private BusRig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new BusRig();
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private PeerBerth berth(String place, int pending, int room) {
        PeerBerth berth = new PeerBerth("s", place, room, Grind.class);
        berth.pending = pending;
        return rig.add(berth);
    }

    @Test
    @DisplayName("It goes to a berth that does not wait for it, though another one has less pending")
    void shouldLeaveOutTheBerthsThatWaitForIt() throws Exception {
        PeerBerth blocked = berth("h2", 1, 10);
        PeerBerth free = berth("h3", 5, 10);
        PeerBerth other = berth("h4", 7, 10);
        rig.bus.dispatch(call, false);
        assertThat(free.take()).isSameAs(call);
        assertThat(blocked.size() + other.size()).isZero();
    }

    @Test
    @DisplayName("Where only such berths have room, it is not queued behind itself")
    void shouldNotGoToABerthThatWaitsForItWhereTheOthersAreFull() throws Exception {
        PeerBerth blocked = berth("h2", 1, 10);
        berth("h3", 5, 0);
        rig.bus.dispatch(call, false);
        assertThat(BusTests.reply(call.end)).isEqualTo(Reason.REJECTED_FULL);
        assertThat(blocked.size()).isZero();
    }

    @Test
    @DisplayName("Where it has waited for a berth, and one that waits for it is the only one to come, it is refused")
    void shouldRefuseACycleThatCannotBeAvoidedAnyMore() throws Exception {
        rig.registry.removeBerth(berth("h3", 0, 10));
        CompletableFuture<Throwable> why = new CompletableFuture<>();
        rig.bus.dispatch(
                new HeadedEnvelope(2, call.key(), new Grind(2), "h1", call.deadlineNanos(), call.headers()) {
                    @Override
                    public boolean wantsReply() {
                        return true;
                    }

                    @Override
                    protected void completed(Object reply) {
                        why.complete(null);
                    }

                    @Override
                    protected void failed(Reason reason, boolean mayHaveRun, Throwable cause) {
                        why.complete(new Failed(reason, cause).exception(this));
                    }

                    @Override
                    protected void threw(HandlerFailedException failure) {
                        why.complete(failure);
                    }
                },
                false);
        assertThat(rig.parked()).isEqualTo(1);
        PeerBerth blocked = berth("h2", 0, 10);
        assertThat(BusTests.reply(why)).hasMessageContaining("REFUSED").hasMessageContaining("h2/s > h1/u > s");
        assertThat(blocked.size()).isZero();
        assertThat(rig.letters.letters()).extracting(DeadLetter::reason).isEmpty();
    }
}
