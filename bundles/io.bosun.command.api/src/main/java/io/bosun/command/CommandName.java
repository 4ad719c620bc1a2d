// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.versioning.ProviderType;

/** The name under which a command is known outside its class loader; by default the fully qualified class name. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ProviderType
public @interface CommandName {
    /** Letters, digits, {@code . - _ $}; at most 200 characters. */
    String value();
}
