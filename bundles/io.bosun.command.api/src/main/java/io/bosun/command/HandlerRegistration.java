// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Handlers that were registered by {@link CommandRegistry#register}; closed by whoever registered them. */
@ProviderType
public interface HandlerRegistration extends AutoCloseable {
    /** What was registered, as the registry now has it; sorted by command key. */
    List<CommandRoute> routes();

    /**
     * Takes the handlers away: a running command is given {@code drainMillis} to finish, queued ones wait for a
     * replacement. Closing twice does nothing. A handler may close its own registration: then it does not wait.
     */
    @Override
    void close();
}
