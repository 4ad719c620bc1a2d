// SPDX-License-Identifier: Apache-2.0

/** What ends badly: for the exit status of a process. */
package io.bosun.itest.ending;
