// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.ring;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(
        name = "Bosun rings",
        description = "The mailboxes of the berths in this process; a change holds for berths opened later")
@interface RingConfiguration {
    @AttributeDefinition(description = "Commands that a berth can hold; a power of two", min = "2", max = "65536")
    int size() default RingSettings.SIZE;

    @AttributeDefinition(
            description = "Control commands that may wait in a berth, beside the others",
            min = "1",
            max = "1024")
    int controlSize() default RingSettings.CONTROL_SIZE;

    @AttributeDefinition(
            description = "Berths, and so threads, at a time; no further one opens",
            min = "1",
            max = "4096")
    int limit() default RingSettings.LIMIT;

    @AttributeDefinition(description = "How a berth waits for work")
    RingWait waitStrategy() default RingWait.AUTO;
}
