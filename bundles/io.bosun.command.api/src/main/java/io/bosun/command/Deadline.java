// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How long after it was asked a command is still worth an answer; without it, the bus's configured default. A command
 * that is still queued then is not run any more. Time is measured by {@link System#nanoTime()} only.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Deadline {
    /** In milliseconds, greater than 0. */
    long millis();
}
