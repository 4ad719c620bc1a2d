// SPDX-License-Identifier: Apache-2.0

/** What those have in common who live by the bus in docs/lifecycle.md. */
@Export
@Version("1.0.0")
package io.bosun.itest.lifeguide;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
