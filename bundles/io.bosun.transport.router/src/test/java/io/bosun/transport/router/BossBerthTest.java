// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.router;

/** The berth contract, for berths of the boss as a hand has them. */
class BossBerthTest extends RouterBerthTest {
    @Override
    boolean bossAsks() {
        return false;
    }
}
