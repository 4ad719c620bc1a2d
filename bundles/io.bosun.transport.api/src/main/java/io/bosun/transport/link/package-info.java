// SPDX-License-Identifier: Apache-2.0

/**
 * Frames to and from one peer process: bytes only, no command is known here.
 *
 * <p>A frame on the wire, all numbers big-endian:
 *
 * <pre>
 *   0       2         3      4                12              16            20
 *   +-------+---------+------+----------------+---------------+-------------+------------------+
 *   | magic | version | kind | correlation id | length of the | CRC32C of   | body             |
 *   | B0 5A | 01      | u8   | i64            | body, i32     | 0..15 + body| length bytes     |
 *   +-------+---------+------+----------------+---------------+-------------+------------------+
 * </pre>
 *
 * <p>A frame with another magic, version or kind, with a length below 0 or over the limit, or with a wrong checksum
 * closes its link.
 */
@Export
@Version("1.0.0")
package io.bosun.transport.link;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
