// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

/** Who needs nothing besides the two threads. */
record WakingPeer(Waking waking) implements Peer {
    @Override
    public void close() {
        // nothing is left
    }
}
