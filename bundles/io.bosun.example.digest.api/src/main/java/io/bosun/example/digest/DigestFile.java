// SPDX-License-Identifier: Apache-2.0

package io.bosun.example.digest;

import io.bosun.command.Command;
import io.bosun.command.Deadline;
import io.bosun.command.Idempotent;
import io.bosun.command.Spread;
import java.net.URI;

/**
 * Asks for the SHA-256 of one regular file. It may run twice, and on any berth of its target.
 *
 * @param uri of the scheme {@code file}: unlike text, it can name every file, whatever bytes its name is made of
 */
@Idempotent
@Spread
@Deadline(millis = 3_600_000)
public record DigestFile(URI uri) implements Command<Digest> {}
