// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.log;

/**
 * What somebody wrote to the OSGi log.
 *
 * @param level as a bus has it
 * @param cause may be null
 */
record Entry(int level, String message, Throwable cause) {}
