// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Bosun rings", description = "The mailboxes of the berths in this process")
@interface RingConfiguration {
    @AttributeDefinition(description = "Commands that a berth can hold; a power of two")
    int size() default 1024;

    @AttributeDefinition(description = "How a berth waits for work: AUTO, BLOCKING, SLEEPING, YIELDING or BUSY")
    RingWait waitStrategy() default RingWait.AUTO;
}
