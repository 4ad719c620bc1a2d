// SPDX-License-Identifier: Apache-2.0

/** The first handler of README.md: what a user's own project has. */
package org.example.greet;
