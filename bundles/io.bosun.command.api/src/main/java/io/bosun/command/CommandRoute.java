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
 * @param policy how it is carried: as declared, or as configured instead
 * @param spec the declaration, where a bundle of this framework brings the record
 * @param owner who answers: the component, or the class of the handlers; empty where another process does
 * @param handler the method, {@code handle} for a handler of one command; empty where another process answers
 * @param bundle symbolic name and version of the handler's bundle; empty where another process answers
 */
@ProviderType
public record CommandRoute(
        String key,
        String target,
        Delivery delivery,
        String schema,
        CommandPolicy policy,
        Optional<CommandSpec> spec,
        String owner,
        String handler,
        String bundle) {}
