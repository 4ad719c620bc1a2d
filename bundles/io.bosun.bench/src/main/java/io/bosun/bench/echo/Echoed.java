// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.echo;

/**
 * What was asked for.
 *
 * @param number as it was asked
 * @param text as it was asked
 */
public record Echoed(long number, String text) {}
