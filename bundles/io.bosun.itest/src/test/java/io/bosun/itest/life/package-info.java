// SPDX-License-Identifier: Apache-2.0

/** Components that live by the states of a bus. Each writes in the diary of the test: a consumer of texts. */
package io.bosun.itest.life;
