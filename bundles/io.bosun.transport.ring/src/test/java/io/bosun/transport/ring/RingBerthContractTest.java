// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import io.bosun.transport.Berth;
import io.bosun.transport.BerthContract;
import io.bosun.transport.BerthRig;
import io.bosun.transport.Envelope;
import io.bosun.transport.LocalBerth;
import java.time.Duration;
import java.util.function.Consumer;

class RingBerthContractTest extends BerthContract {
    @Override
    protected BerthRig open(int capacity, Consumer<Envelope> work) {
        LocalBerth berth = new RingBerths(capacity, waiting()).open(TARGET, work);
        return new BerthRig() {
            @Override
            public Berth berth() {
                return berth;
            }

            @Override
            public Note command(Envelope envelope) {
                return (Note) envelope.command();
            }

            @Override
            public Note reply(Object reply) {
                return (Note) reply;
            }

            @Override
            public void retire() {
                berth.close(Duration.ofSeconds(30));
            }

            @Override
            public void lose() {
                berth.close(Duration.ZERO);
            }

            @Override
            public void close() {
                berth.close(Duration.ZERO);
            }
        };
    }

    @Override
    protected boolean encodes() {
        return false;
    }

    RingWait waiting() {
        return RingWait.BLOCKING;
    }
}
