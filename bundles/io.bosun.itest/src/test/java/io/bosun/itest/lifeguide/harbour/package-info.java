// SPDX-License-Identifier: Apache-2.0

/** Those in docs/lifecycle.md who take the process from state to state. */
package io.bosun.itest.lifeguide.harbour;
