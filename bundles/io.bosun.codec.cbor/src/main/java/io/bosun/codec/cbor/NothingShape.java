// SPDX-License-Identifier: Apache-2.0

package io.bosun.codec.cbor;

/** The shape of {@link Void}: null and nothing else. */
record NothingShape() implements Shape {
    @Override
    public void write(Out out, Object value) throws Misfit {
        throw new Misfit("is not null");
    }

    @Override
    public Object read(In in) throws Misfit {
        throw in.unexpected("null");
    }
}
