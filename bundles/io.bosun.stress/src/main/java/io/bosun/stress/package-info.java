// SPDX-License-Identifier: Apache-2.0

/**
 * What two threads may see of each other, on the memory model of the processor at hand. Each class is one race; those
 * of package-private classes are in their package.
 */
package io.bosun.stress;
