// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.router;

import io.bosun.command.Delivery;
import io.bosun.transport.RouteEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The body of a ROUTES frame: all that a process serves. */
record RoutesBody(long version, List<RouteEntry> entries) {
    private static final int SPREAD = 1;
    private static final int IDEMPOTENT = 2;
    private static final int ENTRY_BYTES = 9;
    private static final int SCHEMA_CHARS = 8 * 1024;

    ByteBuffer encode() {
        BodyWriter out = new BodyWriter(16 + 128 * entries.size());
        out.i64(version).i32(entries.size());
        for (RouteEntry each : entries) {
            out.text(each.target(), "target");
            out.text(each.key(), "key of " + each.target());
            out.text(each.delivery().name(), "delivery");
            out.u8((each.spread() ? SPREAD : 0) | (each.idempotent() ? IDEMPOTENT : 0));
            String schema = each.schema();
            out.text(schema.length() <= SCHEMA_CHARS ? schema : schema.substring(0, SCHEMA_CHARS), "schema");
        }
        return out.toBody();
    }

    static RoutesBody decode(ByteBuffer body) {
        BodyReader in = new BodyReader(body);
        long version = in.i64("version");
        int count = in.count(in.i32("number of routes"), ENTRY_BYTES, "routes");
        List<RouteEntry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String target = in.text("target");
            String key = in.text("key");
            Delivery delivery = Delivery.valueOf(in.text("delivery"));
            int flags = in.u8("flags");
            entries.add(new RouteEntry(
                    target, key, delivery, (flags & SPREAD) != 0, (flags & IDEMPOTENT) != 0, in.text("schema")));
        }
        in.end("routes");
        return new RoutesBody(version, List.copyOf(entries));
    }
}
