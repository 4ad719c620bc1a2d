// SPDX-License-Identifier: Apache-2.0

/** The lighthouse of docs/lifecycle.md: components that live by the states of the process. */
package io.bosun.itest.lifeguide.light;
