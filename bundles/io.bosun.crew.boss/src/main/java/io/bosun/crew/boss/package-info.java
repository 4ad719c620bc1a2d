// SPDX-License-Identifier: Apache-2.0

/**
 * Starts hands, watches, restarts and ends them.
 *
 * <p>The thread {@code bosun-boss} owns what is known about hands ({@link io.bosun.crew.boss.HandTable},
 * {@link io.bosun.crew.boss.Hand}); the thread {@code bosun-boss-store} owns what they are to run
 * ({@link io.bosun.crew.boss.Provisions}) and copies bundles. Everyone else sends them work.
 */
package io.bosun.crew.boss;
