// SPDX-License-Identifier: Apache-2.0

package io.bosun.codec.cbor;

/** A value and its type do not fit. On its way out it collects where, from the inside to the root. */
final class Misfit extends Exception {
    private static final long serialVersionUID = 1;

    private final StringBuilder path = new StringBuilder();

    Misfit(String problem) {
        this(problem, null);
    }

    Misfit(String problem, Throwable cause) {
        super(problem, cause, false, false);
    }

    /** Puts a step before the path: {@code .name} or {@code [index]}. */
    Misfit in(String step) {
        path.insert(0, step);
        return this;
    }

    String path() {
        return path.toString();
    }
}
