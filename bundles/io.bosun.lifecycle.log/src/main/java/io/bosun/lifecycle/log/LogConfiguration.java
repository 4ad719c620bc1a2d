// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.log;

import io.bosun.lifecycle.LifecycleBus;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Where one bus's log goes. */
@ObjectClassDefinition(name = "Bosun bus log", description = "Writes what a lifecycle bus logs to a stream or a file")
@interface LogConfiguration {
    @AttributeDefinition(name = "Bus", description = "The name of the bus")
    String bus() default LifecycleBus.DEFAULT_BUS;

    @AttributeDefinition(name = "To", description = "stdout, stderr, or the path of a file")
    String to() default "";

    @AttributeDefinition(
            name = "Least level",
            required = false,
            description = "What has a lower one is left out: a number, or DEBUG (10), INFO (20), WARN (30), ERROR (40)."
                    + " Without it: nothing is left out")
    String level() default "";

    @AttributeDefinition(
            name = "Format",
            description =
                    "A line without its end; {time}, {bus}, {level}, {message}, {state} and {thread} are replaced")
    String format() default Layout.DEFAULT;

    @AttributeDefinition(name = "Encoding", description = "A character set of Java, such as UTF-8 or ISO-8859-1")
    String encoding() default "UTF-8";

    @AttributeDefinition(
            name = "Size of a file",
            min = "1",
            description = "A file that would grow beyond so many bytes is renamed to FILE.1 before")
    long maxBytes() default 10 * 1024 * 1024;
}
