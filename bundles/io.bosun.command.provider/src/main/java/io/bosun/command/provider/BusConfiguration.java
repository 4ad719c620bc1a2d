// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Bosun command bus", description = "Registry, bus and dead-letter store of this process")
@interface BusConfiguration {
    @AttributeDefinition(description = "How long commands wait for a handler or a berth to come back, in milliseconds")
    long graceMillis() default 5_000;

    @AttributeDefinition(description = "How long a handler that goes may finish its running command, in milliseconds")
    long drainMillis() default 2_000;

    @AttributeDefinition(description = "How long accepted commands may take to end when the bus stops, in milliseconds")
    long stopMillis() default 5_000;

    @AttributeDefinition(description = "The deadline of an ask whose command declares none, in milliseconds")
    long askMillis() default 30_000;

    @AttributeDefinition(description = "Commands that may wait per target, and per command without a berth")
    int parkedLimit() default 10_000;

    @AttributeDefinition(description = "Commands that one asynchronous handler may have begun and not yet ended")
    int unfinishedLimit() default 10_000;

    @AttributeDefinition(description = "Dead letters that are kept")
    int deadLetterLimit() default 1_000;

    @AttributeDefinition(description = "Bytes of encoded commands that are kept with dead letters, to be replayed")
    long deadLetterBytes() default 16L << 20;

    @AttributeDefinition(description = "Berths that a command is offered to, one after another, when its berth is lost")
    int attemptLimit() default 4;

    @AttributeDefinition(description = "Commands that may wait for their reply at the same time, asked in this process")
    int askLimit() default 100_000;

    @AttributeDefinition(description = "After how long without a command a berth closes its ring, in milliseconds")
    long idleMillis() default 60_000;

    @AttributeDefinition(description = "Changes of the registry that are kept to be looked at")
    int historyLimit() default 256;
}
