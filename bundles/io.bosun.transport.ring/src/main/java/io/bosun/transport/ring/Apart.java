// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

/**
 * Keeps two cache lines between the object before this one and its fields, which lie behind those of this class. For
 * what a berth's thread writes with each command and what senders read with each: side by side, both would wait.
 */
@SuppressWarnings("unused")
abstract class Apart {
    /** Beside the header, where the JVM would put a field of the class below. */
    private int p0;

    private long p1;
    private long p2;
    private long p3;
    private long p4;
    private long p5;
    private long p6;
    private long p7;
    private long p8;
    private long p9;
    private long p10;
    private long p11;
    private long p12;
    private long p13;
    private long p14;
}
