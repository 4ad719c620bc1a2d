// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** How the bus of this process behaves. */
@ObjectClassDefinition(name = "Bosun lifecycle bus", description = "The bus of this process")
@interface BusConfiguration {
    @AttributeDefinition(
            description = "Whether the bus walks to RUN when the framework has started; read at that moment")
    boolean autoStart() default true;

    @AttributeDefinition(
            min = "0",
            description = "How long an exit may take before a listener that still runs is interrupted,"
                    + " and the framework's stop no longer held back, in milliseconds")
    long stopMillis() default 20_000;

    @AttributeDefinition(
            min = "1",
            description = "How many hops one walk may take, those of the walks that its listeners ask for included;"
                    + " at least as many as there are states")
    int maxHops() default 100;

    @AttributeDefinition(min = "0", description = "How many past walks are kept to be looked at")
    int historySize() default 100;

    @AttributeDefinition(min = "1", description = "How many walks and posts may wait for the bus's thread")
    int queueSize() default 1_000;

    @AttributeDefinition(min = "0", description = "How long EXIT waits for the threads of the bus, in milliseconds")
    long threadsMillis() default 5_000;

    @AttributeDefinition(
            description = "Whether the remaining listeners of a state are left out when one of them has had the bus"
                    + " walk on from there")
    boolean skipStale() default false;

    @AttributeDefinition(description = "Whether the state is an OSGi condition; a change counts from the next hop on")
    boolean conditions() default true;

    @AttributeDefinition(description = "Whether the bus walks to EXITED when the JVM ends without it")
    boolean shutdownHook() default true;
}
