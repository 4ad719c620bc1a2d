// SPDX-License-Identifier: Apache-2.0

/** Records and handlers of bundles whose class loaders are to go: nobody but their bundle has these classes. */
package io.bosun.itest.pinned;
