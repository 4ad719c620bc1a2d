// SPDX-License-Identifier: Apache-2.0

/**
 * The boss's crew: what a user may ask about it ({@link io.bosun.crew.Crew}), how a hand is started
 * ({@link io.bosun.crew.Launcher}), and the control documents between boss and hand ({@link io.bosun.crew.Memo}).
 */
@Export
@Version("1.0.0")
package io.bosun.crew;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
