// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import org.osgi.annotation.versioning.ProviderType;

/** Why a command or its reply was not delivered. */
@ProviderType
public enum Reason {
    /** No handler, here or in any hand, has ever named this command: deploy its handler, or check name and version. */
    UNKNOWN_COMMAND,
    /** The command's handler is gone and no replacement came within the grace. */
    NO_HANDLER,
    /** The berth's process or link ended before the command was written: it has not run. */
    TARGET_GONE,
    /** The berth ended after it got the command, and the command is not {@link Idempotent}: it may have run. */
    MAY_HAVE_RUN,
    /** The deadline passed first. */
    DEADLINE,
    /** The berth's mailbox was full. */
    REJECTED_FULL,
    /** The encoded command or reply is longer than a frame may be. */
    TOO_LARGE,
    /** Delivery like this is not allowed. */
    REFUSED,
    /** A value of the command or reply could not be encoded or decoded. */
    UNENCODABLE,
    /** The asker gave up. */
    CANCELLED,
    /** The bus is stopping. */
    SHUT_DOWN
}
