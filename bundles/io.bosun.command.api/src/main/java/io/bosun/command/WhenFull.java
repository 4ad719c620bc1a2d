// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.versioning.ProviderType;

/** What becomes of a command that no berth has room for; without it, {@link FullPolicy#REFUSE}. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ProviderType
public @interface WhenFull {
    /** What to do. */
    FullPolicy value();

    /** How long {@link FullPolicy#BLOCK} waits at most, in milliseconds, greater than 0. */
    long blockMillis() default 1_000;
}
