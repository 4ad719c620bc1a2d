// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.memo;

import com.fasterxml.jackson.core.JsonGenerator;
import io.bosun.crew.Memo;
import io.bosun.crew.Memo.Ack;
import io.bosun.crew.Memo.Bok;
import io.bosun.crew.Memo.BundleRef;
import io.bosun.crew.Memo.End;
import io.bosun.crew.Memo.Rdy;
import io.bosun.crew.Memo.Reg;
import io.bosun.crew.Memo.Use;
import java.io.IOException;
import java.util.Map;

/** Writes one memo. */
final class MemoWriter {
    private final JsonGenerator out;

    MemoWriter(JsonGenerator out) {
        this.out = out;
    }

    void write(Memo memo) throws IOException {
        out.writeStartObject();
        out.writeStringField("tag", tag(memo).name());
        out.writeStringField("name", memo.name());
        out.writeObjectFieldStart("load");
        if (memo instanceof Ack ack) {
            load(ack);
        } else if (memo instanceof Use use) {
            load(use);
        } else if (memo instanceof Rdy rdy) {
            out.writeNumberField("revision", rdy.revision());
            out.writeObjectFieldStart("problems");
            entries(rdy.problems());
            out.writeEndObject();
        } else if (memo instanceof Bok bok) {
            entries(bok.book());
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    private static Tag tag(Memo memo) {
        if (memo instanceof Reg) {
            return Tag.REG;
        } else if (memo instanceof Ack) {
            return Tag.ACK;
        } else if (memo instanceof Use) {
            return Tag.USE;
        } else if (memo instanceof Rdy) {
            return Tag.RDY;
        } else if (memo instanceof Bok) {
            return Tag.BOK;
        } else if (memo instanceof End) {
            return Tag.END;
        }
        throw new IllegalArgumentException("There is no tag for " + memo.getClass());
    }

    private void load(Ack ack) throws IOException {
        out.writeStringField("tag", Tag.REG.name());
        out.writeStringField("name", ack.hand());
        out.writeStringField("addr", ack.addr());
    }

    private void load(Use use) throws IOException {
        out.writeNumberField("revision", use.revision());
        out.writeArrayFieldStart("bundles");
        for (BundleRef each : use.bundles()) {
            out.writeStartObject();
            out.writeStringField("name", each.name());
            out.writeStringField("version", each.version());
            out.writeStringField("sha256", each.sha256());
            out.writeStringField("uri", each.uri());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void entries(Map<String, String> map) throws IOException {
        for (Map.Entry<String, String> each : map.entrySet()) {
            out.writeStringField(each.getKey(), each.getValue());
        }
    }
}
