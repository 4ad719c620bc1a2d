// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import io.bosun.transport.AskedWork;
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
        return new Rig(new RingBerths(capacity, waiting()).open(TARGET, new AskedWork(work)));
    }

    private record Rig(LocalBerth local) implements BerthRig {
        @Override
        public Berth berth() {
            return local;
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
        public boolean hasControlLane() {
            return true;
        }

        @Override
        public boolean settle() {
            return true;
        }

        @Override
        public void retire() {
            local.close(Duration.ofSeconds(30));
        }

        @Override
        public void lose() {
            local.close(Duration.ZERO);
        }

        @Override
        public void close() {
            local.close(Duration.ZERO);
        }
    }

    @Override
    protected boolean encodes() {
        return false;
    }

    RingWait waiting() {
        return RingWait.BLOCKING;
    }
}
