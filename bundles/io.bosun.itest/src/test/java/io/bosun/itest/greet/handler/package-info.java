// SPDX-License-Identifier: Apache-2.0

/** Handlers of the bundles that the tests assemble; their descriptors are made by {@link io.bosun.itest.PluginJar}. */
package io.bosun.itest.greet.handler;
