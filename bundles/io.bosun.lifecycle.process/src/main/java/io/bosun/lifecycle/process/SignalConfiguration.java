// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Which signals end the process in order. */
@ObjectClassDefinition(name = "Bosun signals", description = "Signals that end the process in order")
@interface SignalConfiguration {
    @AttributeDefinition(
            name = "Signals",
            description = "Names without SIG, such as TERM, INT, HUP; a list, or one text with commas."
                    + " Without any: those of the framework property bosun.signals, else none")
    String[] signals() default {};
}
