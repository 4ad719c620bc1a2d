// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import java.util.List;
import java.util.concurrent.Callable;

/**
 * Someone who carries messages from one thread to another, calls listeners, or is waited for. Each instance is used for
 * one of its abilities, once; those that it does not have throw.
 */
public interface Peer {
    /** One way, to one receiver. */
    default Sender sender(Receiver receiver) throws Exception {
        throw new UnsupportedOperationException(this + " does not send");
    }

    /** One way, each message to all receivers. */
    default Sender publisher(List<Receiver> receivers) throws Exception {
        throw new UnsupportedOperationException(this + " does not publish");
    }

    /** There and back, several at a time. */
    default Asker asker() throws Exception {
        throw new UnsupportedOperationException(this + " does not answer");
    }

    /** There and back, waiting. */
    default Caller caller() throws Exception {
        Asker asker = asker();
        return number -> asker.number(asker.ask(number).get());
    }

    /** Lets a thread wait until another one wakes it. */
    default Waking waking() throws Exception {
        throw new UnsupportedOperationException(this + " wakes nobody");
    }

    /** Runs a load on the thread that it has, if it has one to which callers are bound. */
    default <T> T within(Callable<T> load) throws Exception {
        return load.call();
    }

    /** Ends every thread of this peer. */
    void close() throws Exception;
}
