// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes a method of a {@link ListenerSet} a listener. The method is public, in a public class, and has no parameter or
 * one {@link BusEvent}; what it returns and throws is as in {@link BusListener#on}.
 *
 * <p>A method that overrides such a one listens as that does, unless it has a {@code @BusChannel} itself.
 */
@ProviderType
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface BusChannel {
    /** The channels to hear; for states, their names. */
    String[] value();
}
