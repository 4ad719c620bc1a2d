// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.link;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A unit on a link.
 *
 * @param kind what the body is
 * @param correlation ties a reply or failure to its command; 0 where there is nothing to tie
 * @param body from position to limit; belongs to the link once sent, and to the listener once received
 */
@ProviderType
public record Frame(FrameKind kind, long correlation, ByteBuffer body) {}
