// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import io.bosun.transport.link.LinkGate;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One token for each launch of a hand, good for one link. */
final class Tokens implements LinkGate {
    private static final int BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, String> byName = new ConcurrentHashMap<>();

    /** Makes the only token that the name may come in with. */
    String issue(String name) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String token = HexFormat.of().formatHex(bytes);
        byName.put(name, token);
        return token;
    }

    void revoke(String name) {
        byName.remove(name);
    }

    @Override
    public boolean admits(String name, String token) {
        String issued = byName.get(name);
        // A wrong guess does not use the token up: else anyone could keep a hand out.
        return issued != null && token != null && same(issued, token) && byName.remove(name, issued);
    }

    private static boolean same(String issued, String token) {
        return MessageDigest.isEqual(issued.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }
}
