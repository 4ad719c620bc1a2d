// SPDX-License-Identifier: Apache-2.0

package io.bosun.codec.cbor;

/** The shape of a type that is not carried, whatever its value is. */
record Refusal(String problem) implements Shape {
    @Override
    public void write(Out out, Object value) throws Misfit {
        throw new Misfit(problem);
    }

    @Override
    public void writeNull(Out out) throws Misfit {
        throw new Misfit(problem);
    }

    @Override
    public Object read(In in) throws Misfit {
        throw new Misfit(problem);
    }
}
