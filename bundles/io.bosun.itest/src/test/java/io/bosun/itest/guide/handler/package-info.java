// SPDX-License-Identifier: Apache-2.0

/** The handlers of docs/commands.md. */
package io.bosun.itest.guide.handler;
