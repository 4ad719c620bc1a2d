// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import io.bosun.crew.HandProcess;
import io.bosun.crew.Memo;
import io.bosun.transport.link.Link;
import java.io.IOException;
import java.util.concurrent.Future;

/** What a {@link Hand} stands on. */
interface HandContext {
    /** Does it on the thread that owns the hands. */
    void run(Runnable task);

    /** Does it on that thread, after a time. */
    Future<?> later(long millis, Runnable task);

    /** Whether this way to start a hand is there. */
    boolean canLaunch(HandSettings settings);

    /** Starts the process of a hand, with a new token. */
    HandProcess launch(HandSettings settings) throws IOException;

    /** No process of this name may come in from now on. */
    void revoke(String name);

    /** How long a started hand has to register. */
    long registrationMillis();

    /** How long a registered hand has to be ready. */
    long readyMillis();

    /** Sends a memo, as soon as the link has room for it; false if the link is closed. */
    boolean send(Link link, Memo memo);

    /** The hand has registered (again): it stands in the book, at this address. */
    String enter(String name);

    /** The hand is gone: it stands in the book no more. */
    void leave(String name);

    /** Something about a hand has changed. */
    void changed();
}
