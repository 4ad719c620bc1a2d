// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

/** What a peer can do wrong; each is counted and logged by itself. */
enum Complaint {
    MAGIC("wrong magic"),
    VERSION("wrong version"),
    KIND("unknown kind"),
    UNEXPECTED("unexpected kind"),
    LENGTH("bad length"),
    CHECKSUM("wrong checksum"),
    TRUNCATED("truncated frame"),
    HELLO("malformed hello"),
    HALF_OPEN("no hello in time"),
    CROWDED("too many without a hello"),
    FOREIGN("peer of another user"),
    REFUSED("refused"),
    FAILURE("cannot receive"),
    ACCEPT("cannot accept");

    private final String text;

    Complaint(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
