// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Which signals do what. */
@ObjectClassDefinition(name = "Bosun signals", description = "Which signals of the operating system do what")
@interface SignalConfiguration {
    @AttributeDefinition(
            name = "Signals",
            description = "Entries NAME=ACTION, or NAME alone; a list, or one text with commas. Names with or without"
                    + " SIG; actions: exit, graceful, publish, or a state. By default TERM and INT do exit, HUP too if"
                    + " standard input is a terminal, else graceful, USR1 graceful, any other publish."
                    + " Without any entry: those of the framework property bosun.signals, else none")
    String[] signals() default {};
}
