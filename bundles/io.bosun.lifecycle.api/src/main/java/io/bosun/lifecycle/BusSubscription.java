// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.versioning.ProviderType;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Says what a {@link BusListener} component hears. Gives the service properties {@link BusListener#CHANNEL} and
 * {@link BusListener#PRIORITY}.
 */
@ProviderType
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface BusSubscription {
    /** Makes the property names {@code bosun.channel} and {@code bosun.priority}. */
    String PREFIX_ = "bosun.";

    /** The channels to hear; for states, their names. */
    String[] channel();

    /** Low numbers run first. */
    int priority() default BusListener.DEFAULT_PRIORITY;
}
