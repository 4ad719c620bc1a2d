// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

/** What talks to the user of this process, until there is no more to say. */
interface Console {
    /**
     * Runs until the input ends, or {@link #close} is called.
     *
     * @return the exit status
     */
    int run() throws Exception;

    /** Makes {@link #run} return; any thread. */
    void close();
}
