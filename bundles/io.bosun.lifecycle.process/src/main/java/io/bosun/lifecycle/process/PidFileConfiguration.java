// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Where the PID file is. */
@ObjectClassDefinition(name = "Bosun PID file", description = "The file that tells others the pid of this process")
@interface PidFileConfiguration {
    @AttributeDefinition(
            name = "File",
            description = "Its path, absolute or from the working directory; its directory must be there."
                    + " Without it: that of the framework property bosun.pidfile, else none")
    String file() default "";
}
