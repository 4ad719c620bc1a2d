// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import java.util.OptionalInt;

/** What the process should end with. */
final class ExitStatus {
    private OptionalInt asked = OptionalInt.empty();
    private int failed;

    /** The first status that was asked for counts. */
    synchronized void ask(int status) {
        if (asked.isEmpty()) {
            asked = OptionalInt.of(status);
        }
    }

    /** The worst failure counts, unless another status than 0 was asked for. */
    synchronized void failed(int status) {
        failed = Math.max(failed, status);
    }

    synchronized int get() {
        int status = asked.orElse(0);
        return status == 0 ? failed : status;
    }
}
