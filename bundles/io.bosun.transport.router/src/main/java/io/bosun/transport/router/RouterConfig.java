// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.router;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Limits of the berths of other processes. */
@ObjectClassDefinition(name = "Bosun router", description = "Limits of the berths of other processes")
@interface RouterConfig {
    @AttributeDefinition(
            description = "Commands that one berth of a peer may have pending; more are refused",
            min = "1")
    int maxPending() default 4096;
}
