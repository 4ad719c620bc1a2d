// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A control document between boss and hand: JSON in a frame of kind MEMO, with the fields {@code tag}, {@code name}
 * and {@code load}, in this order. Always in this order of tags:
 *
 * <pre>{@code
 *   hand                        boss
 *    | REG ---------------------> |   the hand has connected
 *    | <--------------------- ACK |
 *    | <--------------------- USE |   bundles to run; again at each change
 *    | (frame ROUTES) ----------> |
 *    | RDY ---------------------> |   the bundles are at work
 *    | <--------------------- BOK |   all hands are ready; again at each change
 *    | <--------------------- END |
 * }</pre>
 */
@ProviderType
public sealed interface Memo {
    /** Who sent it: the hand's name, or {@code boss}. */
    String name();

    /** The hand registers. */
    record Reg(String name) implements Memo {}

    /**
     * The boss has registered the hand.
     *
     * @param name of the boss
     * @param hand the registered name
     * @param addr the hand's address as the boss sees it
     */
    record Ack(String name, String hand, String addr) implements Memo {}

    /**
     * The bundles that the hand is to run, besides its runtime; what it has and is not named is uninstalled.
     *
     * @param name of the boss
     * @param revision grows with each change
     * @param bundles in the order in which to install them
     */
    record Use(String name, long revision, List<BundleRef> bundles) implements Memo {
        /** Keeps a copy of the list. */
        public Use {
            bundles = List.copyOf(bundles);
        }
    }

    /**
     * The hand has done what USE said, and its routes were sent before this.
     *
     * @param name of the hand
     * @param revision of the USE that it answers
     * @param problems what went wrong, by the symbolic name of the bundle
     */
    record Rdy(String name, long revision, Map<String, String> problems) implements Memo {
        /** Keeps a copy of the map. */
        public Rdy {
            problems = Map.copyOf(problems);
        }
    }

    /**
     * The book of all hands, the recipient included.
     *
     * @param name of the boss
     * @param book addresses by name, in order of registration
     */
    record Bok(String name, Map<String, String> book) implements Memo {}

    /** The hand is to drain and end. */
    record End(String name) implements Memo {}

    /**
     * A bundle in the boss's store.
     *
     * @param name its symbolic name
     * @param version its version
     * @param sha256 of the file, lower-case hexadecimal
     * @param uri where the file is
     */
    record BundleRef(String name, String version, String sha256, String uri) {}
}
