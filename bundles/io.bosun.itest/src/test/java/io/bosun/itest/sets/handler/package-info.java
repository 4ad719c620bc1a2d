// SPDX-License-Identifier: Apache-2.0

/** Sets of handlers that inherit from each other. */
package io.bosun.itest.sets.handler;
