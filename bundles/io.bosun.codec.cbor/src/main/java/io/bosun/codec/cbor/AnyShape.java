// SPDX-License-Identifier: Apache-2.0

package io.bosun.codec.cbor;

import java.io.IOException;

/** The shape where only the value itself says what it is; it can be written, but not read. */
record AnyShape(Shapes shapes) implements Shape {
    @Override
    public void write(Out out, Object value) throws IOException, Misfit {
        shapes.ofValue(value).write(out, value);
    }

    @Override
    public Object read(In in) throws Misfit {
        throw new Misfit("has no concrete type: name one");
    }
}
