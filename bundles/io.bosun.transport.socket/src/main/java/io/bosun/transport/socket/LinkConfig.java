// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Limits of links; a change holds for links that are opened after it. */
@ObjectClassDefinition(name = "Bosun links", description = "Limits of the links to other processes")
public @interface LinkConfig {
    @AttributeDefinition(
            description = "The longest body of a frame, in bytes; the same for both ends of a link",
            min = "0")
    int maxBodyBytes() default 16 * 1024 * 1024;

    @AttributeDefinition(
            description = "A frame is refused while this many bytes of a link wait to be written",
            min = "1")
    int backlogBytes() default 8 * 1024 * 1024;

    @AttributeDefinition(description = "How long a peer may take to say who it is, in milliseconds", min = "1")
    int helloMillis() default 2000;
}
