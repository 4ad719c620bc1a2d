// SPDX-License-Identifier: Apache-2.0

package io.bosun.example.digest;

import java.net.URI;

/**
 * The reply to a {@link DigestFile}.
 *
 * @param uri the file, as it was asked for
 * @param sha256 of its content, lower-case hexadecimal
 * @param bytes how many were read
 */
public record Digest(URI uri, String sha256, long bytes) {}
