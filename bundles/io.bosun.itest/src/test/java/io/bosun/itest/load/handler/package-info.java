// SPDX-License-Identifier: Apache-2.0

/** Handlers of bundles under load; they know what they need from services of the test. */
package io.bosun.itest.load.handler;
