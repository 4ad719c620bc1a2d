// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** One hand. */
@ObjectClassDefinition(name = "Bosun hand")
@interface HandConfig {
    @AttributeDefinition(description = "Its name: letters, digits, dots, dashes, underscores; at most 64")
    String name();

    @AttributeDefinition(description = "Options of its JVM, separated by commas")
    String[] jvmOptions() default {};

    @AttributeDefinition(description = "Bundles to run there: symbolic name[;version range], separated by commas")
    String[] bundles() default {};

    @AttributeDefinition(description = "How often it is started again within restartPeriodMillis before it is given up")
    int restartLimit() default 5;

    @AttributeDefinition(description = "The time over which restarts are counted")
    long restartPeriodMillis() default 60_000;

    @AttributeDefinition(description = "The delay of a first restart; doubles with each failure that follows")
    long restartDelayMillis() default 200;

    @AttributeDefinition(description = "The longest delay; who was ready for longer starts from the first again")
    long restartMaxDelayMillis() default 10_000;

    @AttributeDefinition(description = "Where a debugger may attach; 0 for none")
    int debugPort() default 0;

    @AttributeDefinition(description = "How it is started: the name of a launcher")
    String launcher() default "local";

    @AttributeDefinition(description = "From END to SIGTERM")
    long stopMillis() default 5_000;

    @AttributeDefinition(description = "From SIGTERM to SIGKILL")
    long terminateMillis() default 2_000;
}
