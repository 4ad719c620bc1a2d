// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

/** What a command returns that has a look of its own, for people; scripts use its items or components. */
interface Text {
    /** Lines, without a line feed at the end. */
    String text();
}
