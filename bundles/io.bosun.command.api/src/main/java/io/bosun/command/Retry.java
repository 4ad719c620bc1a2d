// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.versioning.ProviderType;

/**
 * How often, and when, a command that failed is tried again. Whether it may be: a command that has not run always, one
 * that may have run, or whose handler threw, only if it is {@link Idempotent}. No attempt begins after the deadline. A
 * broadcast is not tried again.
 *
 * <p>The delay before the n-th attempt after the first is {@code delayMillis * 2^(n-1)}, at most
 * {@code maxDelayMillis}, and a random share of it more: jitter never shortens a delay.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ProviderType
public @interface Retry {
    /** Attempts after the first, from 0 to 100. */
    int count();

    /** The first delay, in milliseconds, 0 or more. */
    long delayMillis() default 100;

    /** The longest delay without its jitter, in milliseconds, at least the first. */
    long maxDelayMillis() default 10_000;

    /** The largest share of a delay that is added to it, from 0 to 1. */
    double jitter() default 0.5;
}
