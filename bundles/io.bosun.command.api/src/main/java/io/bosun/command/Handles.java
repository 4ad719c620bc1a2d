// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Which command a handler component answers. On a Declarative Services component it becomes the service properties
 * {@value CommandHandler#HANDLES} (the class name, loaded through the handler's own bundle) and
 * {@value CommandHandler#TARGET}.
 */
@Documented
@ComponentPropertyType
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Handles {
    /** Prefix of the service properties. */
    String PREFIX_ = "bosun.";

    /** The record that is answered. */
    Class<? extends Command<?>> value();

    /** The name that the command is sent to; empty for the component's name. */
    String target() default "";
}
