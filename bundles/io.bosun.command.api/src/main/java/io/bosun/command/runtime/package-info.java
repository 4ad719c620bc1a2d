// SPDX-License-Identifier: Apache-2.0

/** What a process knows about its commands, for those who watch it: shells, consoles, health checks. */
@Export
@Version("1.0.0")
package io.bosun.command.runtime;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
