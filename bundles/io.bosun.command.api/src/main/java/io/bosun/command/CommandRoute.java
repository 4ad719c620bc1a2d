// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where a command goes.
 *
 * @param key name and major version, see {@link CommandSpec#key()}
 * @param target the name it is sent to
 * @param delivery to whom it goes
 * @param schema fields and reply as text, see {@link CommandSpec#schema()}
 * @param spec the declaration, where a bundle of this framework brings the record
 * @param handler who answers it, for people: bundle and service, or the process that serves it
 */
@ProviderType
public record CommandRoute(
        String key, String target, Delivery delivery, String schema, Optional<CommandSpec> spec, String handler) {}
