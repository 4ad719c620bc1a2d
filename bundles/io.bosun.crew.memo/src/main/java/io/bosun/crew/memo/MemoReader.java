// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.memo;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.bosun.crew.Memo;
import io.bosun.crew.Memo.Ack;
import io.bosun.crew.Memo.Bok;
import io.bosun.crew.Memo.BundleRef;
import io.bosun.crew.Memo.End;
import io.bosun.crew.Memo.Rdy;
import io.bosun.crew.Memo.Reg;
import io.bosun.crew.Memo.Use;
import io.bosun.crew.MemoException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one memo: every field in its place, and none besides. */
final class MemoReader {
    private final JsonParser in;

    MemoReader(JsonParser in) {
        this.in = in;
    }

    Memo read(Tag tag) throws IOException {
        expect(JsonToken.START_OBJECT);
        text("tag");
        String name = name("name");
        field("load");
        expect(JsonToken.START_OBJECT);
        Memo memo = load(tag, name);
        expect(JsonToken.END_OBJECT);
        if (in.nextToken() != null) {
            throw new MemoException("Something follows the memo " + tag + " of " + name, null);
        }
        return memo;
    }

    private Memo load(Tag tag, String name) throws IOException {
        return switch (tag) {
            case REG -> {
                expect(JsonToken.END_OBJECT);
                yield new Reg(name);
            }
            case END -> {
                expect(JsonToken.END_OBJECT);
                yield new End(name);
            }
            case ACK -> ack(name);
            case USE -> use(name);
            case RDY -> rdy(name);
            case BOK -> new Bok(name, entries());
        };
    }

    private Ack ack(String name) throws IOException {
        String acknowledged = text("tag");
        if (!acknowledged.equals(Tag.REG.name())) {
            throw new MemoException("Only REG is acknowledged, not " + acknowledged, null);
        }
        Ack ack = new Ack(name, name("name"), text("addr"));
        expect(JsonToken.END_OBJECT);
        return ack;
    }

    private Use use(String name) throws IOException {
        long revision = number("revision");
        field("bundles");
        expect(JsonToken.START_ARRAY);
        List<BundleRef> bundles = new ArrayList<>();
        for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
            check(next, JsonToken.START_OBJECT);
            bundles.add(new BundleRef(name("name"), text("version"), text("sha256"), text("uri")));
            expect(JsonToken.END_OBJECT);
        }
        expect(JsonToken.END_OBJECT);
        return new Use(name, revision, bundles);
    }

    private Rdy rdy(String name) throws IOException {
        long revision = number("revision");
        field("problems");
        expect(JsonToken.START_OBJECT);
        Map<String, String> problems = entries();
        expect(JsonToken.END_OBJECT);
        return new Rdy(name, revision, problems);
    }

    /** Reads to the end of an object whose fields are all texts. */
    private Map<String, String> entries() throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        for (JsonToken next = in.nextToken(); next != JsonToken.END_OBJECT; next = in.nextToken()) {
            check(next, JsonToken.FIELD_NAME);
            String key = in.currentName();
            expect(JsonToken.VALUE_STRING);
            if (entries.put(key, in.getText()) != null) {
                throw new MemoException("The name " + key + " stands twice in a memo", null);
            }
        }
        return entries;
    }

    private String name(String field) throws IOException {
        String name = text(field);
        if (name.isEmpty()) {
            throw new MemoException("The field " + field + " of a memo is empty", null);
        }
        return name;
    }

    private String text(String field) throws IOException {
        field(field);
        expect(JsonToken.VALUE_STRING);
        return in.getText();
    }

    private long number(String field) throws IOException {
        field(field);
        expect(JsonToken.VALUE_NUMBER_INT);
        return in.getLongValue();
    }

    private void field(String name) throws IOException {
        check(in.nextToken(), JsonToken.FIELD_NAME);
        if (!in.currentName().equals(name)) {
            throw new MemoException("A memo has " + in.currentName() + " where " + name + " should be", null);
        }
    }

    private void expect(JsonToken token) throws IOException {
        check(in.nextToken(), token);
    }

    private void check(JsonToken actual, JsonToken expected) {
        if (actual != expected) {
            throw new MemoException("A memo has " + actual + " where " + expected + " should be", null);
        }
    }
}
