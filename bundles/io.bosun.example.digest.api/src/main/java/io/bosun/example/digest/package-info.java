// SPDX-License-Identifier: Apache-2.0

/**
 * The digest example's command and its reply: all that an asker and a handler have in common.
 */
@Export
@Version("1.0.0")
package io.bosun.example.digest;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
