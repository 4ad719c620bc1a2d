// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.versioning.ProviderType;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * What all methods of a {@link HandlerSet} component have in common. It becomes the service properties
 * {@value CommandHandler#TARGET} and {@value CommandHandler#REPLACEABLE}.
 */
@Documented
@ComponentPropertyType
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ProviderType
public @interface Serves {
    /** Prefix of the service properties. */
    String PREFIX_ = "bosun.";

    /** The name that the commands are sent to; empty for the component's name. A method may name another one. */
    String target() default "";

    /** Whether another handler that is replaceable, too, may take these commands over, see {@link Handles}. */
    boolean replaceable() default false;
}
