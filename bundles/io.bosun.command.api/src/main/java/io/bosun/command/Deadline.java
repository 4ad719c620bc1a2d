// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.versioning.ProviderType;

/**
 * How long after it was asked or sent a command is still worth an answer. A command that is still queued then is not
 * run any more. Without it, one that is asked has the bus's configured default, and one that is sent has no deadline.
 * {@code call} and {@code askAll} go by their own timeout. Time is measured by {@link System#nanoTime()} only.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ProviderType
public @interface Deadline {
    /** In milliseconds, greater than 0. */
    long millis();
}
