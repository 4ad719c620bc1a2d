// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** How the bus of this process behaves. */
@ObjectClassDefinition(name = "Bosun lifecycle bus", description = "The bus of this process")
@interface BusConfiguration {
    @AttributeDefinition(
            name = "Start by itself",
            description = "Whether the bus walks to RUN when the framework has started; read at that moment")
    boolean autoStart() default true;

    @AttributeDefinition(
            name = "Patience at the end",
            min = "0",
            description = "How long an exit may take before a listener that still runs is interrupted,"
                    + " and the framework's stop no longer held back, in milliseconds")
    long stopMillis() default 20_000;
}
