// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.versioning.ProviderType;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Says which bus a {@link BusListener}, {@link ListenerSet} or {@link ExitStrategy} component belongs to. Gives the
 * service property {@link LifecycleBus#BUS}. Without it: the default bus.
 */
@ProviderType
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Bus {
    /** Makes the property name {@code bosun.bus}. */
    String PREFIX_ = "bosun.";

    /** The name of the bus. */
    String value() default LifecycleBus.DEFAULT_BUS;
}
