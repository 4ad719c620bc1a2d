// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.log;

import java.io.IOException;

/** Where lines go. Any thread may write; nothing is held open, so there is nothing to close. */
interface Output {
    /** Writes all of it at once, and flushes. */
    void write(byte[] line) throws IOException;
}
