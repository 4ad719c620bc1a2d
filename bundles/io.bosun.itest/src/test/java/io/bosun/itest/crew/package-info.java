// SPDX-License-Identifier: Apache-2.0

/** Commands that go to hands. */
package io.bosun.itest.crew;
