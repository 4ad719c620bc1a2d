// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.log;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What goes between the log of a bus and the OSGi log. */
@ObjectClassDefinition(name = "Bosun log bridge", description = "Between the log of a lifecycle bus and the OSGi log")
@interface BridgeConfiguration {
    String PID = "io.bosun.lifecycle.log.bridge";

    @AttributeDefinition(name = "To OSGi", description = "Whether what a bus logs goes to the OSGi log")
    boolean toOsgi() default true;

    @AttributeDefinition(
            name = "Least level to OSGi",
            required = false,
            description = "A number, or DEBUG (10), INFO (20), WARN (30), ERROR (40). Without it: everything goes")
    String toLevel() default "";

    @AttributeDefinition(
            name = "From OSGi",
            description = "Whether what others write to the OSGi log goes to the log of the default bus")
    boolean fromOsgi() default false;

    @AttributeDefinition(
            name = "Least level from OSGi",
            required = false,
            description = "As above; what has the OSGi level AUDIT always comes")
    String fromLevel() default "WARN";

    @AttributeDefinition(
            name = "Entries that wait",
            min = "1",
            description = "So many entries of the OSGi log may wait for the listeners of the bus; more are dropped")
    int maxPending() default 1000;
}
