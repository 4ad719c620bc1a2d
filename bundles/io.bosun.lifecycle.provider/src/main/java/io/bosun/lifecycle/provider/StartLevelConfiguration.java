// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** How the start level follows the bus. */
@ObjectClassDefinition(
        name = "Bosun start levels",
        description = "The bundles of an application start with START and stop with STOP")
@interface StartLevelConfiguration {
    @AttributeDefinition(min = "2", description = "The framework's start level at work; START raises it")
    int workLevel() default 10;

    @AttributeDefinition(
            min = "1",
            description =
                    "The framework's start level at rest; STOP lowers it. The bundles of the application are above"
                            + " it, those that carry it are not")
    int restLevel() default 1;

    @AttributeDefinition(min = "1", description = "How long START and STOP wait for the framework, in milliseconds")
    long timeoutMillis() default 60_000;
}
