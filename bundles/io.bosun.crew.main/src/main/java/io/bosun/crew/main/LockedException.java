// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.main;

import java.io.IOException;

/** Another boss runs on the directory. */
final class LockedException extends IOException {
    private static final long serialVersionUID = 1;

    LockedException(String message) {
        super(message);
    }
}
