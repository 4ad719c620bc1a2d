// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport;

import io.bosun.command.Delivery;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One command of one target, as it is announced over a link.
 *
 * @param target the name it is sent to
 * @param key name and major version of the command
 * @param delivery to whom it goes
 * @param spread whether the target may have several berths
 * @param idempotent whether it may be run twice
 * @param schema fields and reply as text, for people and for comparison
 */
@ProviderType
public record RouteEntry(
        String target, String key, Delivery delivery, boolean spread, boolean idempotent, String schema) {}
