// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

/** What waits for the bus's thread. */
sealed interface Task permits Request, Post {}
