// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

/**
 * The reply to an {@link Ask}.
 *
 * @param number as it was asked
 */
public record Answer(long number) {}
