// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** A bus beside that of the process. */
@ObjectClassDefinition(name = "Bosun lifecycle bus of its own", description = "A bus beside that of this process")
@interface OwnBusConfiguration {
    @AttributeDefinition(
            description = "Its name, 1 to 64 letters, digits, dots, dashes or underscores; eight random hex digits if"
                    + " there is none",
            required = false)
    String name() default "";

    @AttributeDefinition(
            description = "Its states and where each leads, in the order of preference: FROM>TO,TO with commas or line"
                    + " breaks between the entries; without any it goes by the states of a process",
            required = false)
    String[] edges() default {};

    @AttributeDefinition(
            description = "Which state follows when a listener of a state fails: STATE>ERROR_STATE, with commas or line"
                    + " breaks between them",
            required = false)
    String[] errors() default {};

    @AttributeDefinition(description = "Where it begins; the first state of its edges if not said", required = false)
    String initial() default "";

    @AttributeDefinition(description = "Where it ends; the only state that leads nowhere if not said", required = false)
    String last() default "";

    @AttributeDefinition(description = "Where a graceful restart goes first", required = false)
    String rest() default "";

    @AttributeDefinition(description = "Where a start leads", required = false)
    String work() default "";

    @AttributeDefinition(
            description = "States whose listeners an exit interrupts and leaves out, with commas between them",
            required = false)
    String[] startStates() default {};

    @AttributeDefinition(
            description = "Whether it walks to its work state when the framework has started, or at once if it has")
    boolean autoStart() default false;

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

    @AttributeDefinition(min = "0", description = "How long it waits for its threads at its end, in milliseconds")
    long threadsMillis() default 5_000;

    @AttributeDefinition(
            description = "Whether the remaining listeners of a state are left out when one of them has had the bus"
                    + " walk on from there")
    boolean skipStale() default false;

    @AttributeDefinition(description = "Whether its state is an OSGi condition; a change counts from the next hop on")
    boolean conditions() default true;
}
