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
 * Which command a handler answers: on a Declarative Services component that is a {@link CommandHandler} or an
 * {@link AsyncCommandHandler}, or on a method of a {@link HandlerSet}. On a component it becomes the service properties
 * {@value CommandHandler#HANDLES} (the class name, loaded through the handler's own bundle),
 * {@value CommandHandler#TARGET} and {@value CommandHandler#REPLACEABLE}.
 */
@Documented
@ComponentPropertyType
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ProviderType
public @interface Handles {
    /** Prefix of the service properties. */
    String PREFIX_ = "bosun.";

    /** The record that is answered. */
    Class<? extends Command<?>> value();

    /** The name that the command is sent to; empty for the component's name, or for that of the set. */
    String target() default "";

    /**
     * Whether another handler that is replaceable, too, may take the command over: of such the one with the highest
     * {@code service.ranking} serves, the oldest one first. Without it, a second handler of the same command is a
     * {@linkplain CommandConflictException conflict}.
     */
    boolean replaceable() default false;
}
