// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.HandlerFailedException;
import io.bosun.command.Reason;

/** Nobody waits: what fails is stored or logged. One instance serves all. */
final class OneWay implements Outcome {
    private static final Seldom LOG = new Seldom(System.getLogger(OneWay.class.getName()));

    @Override
    public boolean wantsReply() {
        return false;
    }

    @Override
    public void replied(Attempt last, Object reply) {
        // Nobody waits for it.
    }

    @Override
    public void threw(Attempt last, HandlerFailedException failure) {
        LOG.warn("Nobody waits for the failure of " + last, failure);
    }

    @Override
    public void undelivered(Attempt last, Reason reason, Throwable cause) {
        // The bus has stored the letter.
    }
}
