// SPDX-License-Identifier: Apache-2.0

/** Those who send the commands of docs/commands.md. */
package io.bosun.itest.guide.client;
