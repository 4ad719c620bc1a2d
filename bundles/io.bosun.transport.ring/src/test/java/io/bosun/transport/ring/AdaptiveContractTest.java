// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

/** The contract with the wait that is the default. */
class AdaptiveContractTest extends RingBerthContractTest {
    @Override
    RingWait waiting() {
        return RingWait.AUTO;
    }
}
