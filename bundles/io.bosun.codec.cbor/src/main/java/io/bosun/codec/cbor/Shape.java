// SPDX-License-Identifier: Apache-2.0

package io.bosun.codec.cbor;

import java.io.IOException;

/** How the values of one type are written and read. */
interface Shape {
    /** Writes a value that is not null. */
    void write(Out out, Object value) throws IOException, Misfit;

    /** Writes null, where the type has it. */
    default void writeNull(Out out) throws IOException, Misfit {
        out.generator().writeNull();
    }

    /** Reads a value that is not null; the parser stands at its first token, and then at its last. */
    Object read(In in) throws IOException, Misfit;

    /** What stands for null, and for a component that is missing. */
    default Object absent() {
        return null;
    }
}
