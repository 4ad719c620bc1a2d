// SPDX-License-Identifier: Apache-2.0

package io.bosun.codec.cbor;

import com.fasterxml.jackson.core.StreamReadConstraints;

/** How deep and how many values may be: the same for who writes and who reads. */
record Limits(int maxDepth, int maxValues) {
    Limits {
        require(maxDepth, 1, 1000, "maxDepth");
        require(maxValues, 1, 100_000_000, "maxValues");
    }

    void checkDepth(int depth) throws Misfit {
        if (depth > maxDepth) {
            throw new Misfit("is nested more than maxDepth=" + maxDepth + " deep");
        }
    }

    void checkValues(int values) throws Misfit {
        if (values > maxValues) {
            throw new Misfit("has more than maxValues=" + maxValues + " values");
        }
    }

    /** What holds for parts that are skipped, too; lengths are bounded by the bytes at hand. */
    StreamReadConstraints constraints() {
        return StreamReadConstraints.builder()
                .maxNestingDepth(maxDepth + 1)
                .maxTokenCount(4L * maxValues + 16)
                .maxStringLength(Integer.MAX_VALUE)
                .build();
    }

    private static void require(int value, int least, int most, String key) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(key + "=" + value + " is not from " + least + " to " + most);
        }
    }
}
