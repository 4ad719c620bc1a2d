// SPDX-License-Identifier: Apache-2.0

/** The commands of docs/commands.md: what its examples declare. */
@Export
@Version("1.0.0")
package io.bosun.itest.guide;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
