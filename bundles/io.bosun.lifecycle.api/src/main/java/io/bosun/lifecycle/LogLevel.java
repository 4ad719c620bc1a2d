// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import org.osgi.annotation.versioning.ProviderType;

/** The levels of what is published on the channel {@link BusChannels#LOG}; any other number may be used as well. */
@ProviderType
public final class LogLevel {
    /** For who looks for a fault. */
    public static final int DEBUG = 10;

    /** What happens in the order of things. */
    public static final int INFO = 20;

    /** What somebody should look at. */
    public static final int WARN = 30;

    /** What has failed. */
    public static final int ERROR = 40;

    private LogLevel() {}
}
