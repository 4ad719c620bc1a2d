// SPDX-License-Identifier: Apache-2.0

/** Handlers that work in hands; what they see, {@link io.bosun.itest.crew.handler.Witness} tells. */
package io.bosun.itest.crew.handler;
