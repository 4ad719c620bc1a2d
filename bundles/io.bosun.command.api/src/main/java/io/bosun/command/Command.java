// SPDX-License-Identifier: Apache-2.0

package io.bosun.command;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * What is asked: implemented by an immutable, public record whose components can be encoded, because any command may
 * one day leave this JVM.
 *
 * <p>Identity on a wire is {@linkplain CommandName name} and {@linkplain CommandVersion major version}, never the
 * class.
 *
 * @param <R> the type of the reply; {@link Void} where there is none to give
 */
@ConsumerType
public interface Command<R> {}
