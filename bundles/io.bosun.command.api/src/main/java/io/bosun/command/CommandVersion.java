// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.versioning.ProviderType;

/** The major version of a command, by default 1: commands of different major versions never meet. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ProviderType
public @interface CommandVersion {
    /** From 1 to 65 535. */
    int value();
}
