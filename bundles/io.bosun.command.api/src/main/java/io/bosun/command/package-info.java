// SPDX-License-Identifier: Apache-2.0

/**
 * Typed commands: what is asked (a record that implements {@link io.bosun.command.Command}), who answers it (a
 * {@link io.bosun.command.CommandHandler} service), and the {@link io.bosun.command.CommandBus} between them.
 *
 * <p>Callers use {@link io.bosun.command.CommandBus}. Who answers implements {@link io.bosun.command.CommandHandler}
 * or {@link io.bosun.command.AsyncCommandHandler}, registers it as a service and names its command with
 * {@link io.bosun.command.Handles}; an object that answers several commands is a {@link io.bosun.command.HandlerSet}.
 * Everything else is implemented by the provider.
 */
@Export
@Version("1.0.0")
package io.bosun.command;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
