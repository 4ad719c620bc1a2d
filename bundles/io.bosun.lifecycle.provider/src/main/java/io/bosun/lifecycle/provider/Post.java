// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import java.util.List;

/** A publication that the bus's thread is to make. */
record Post(String channel, List<Object> arguments) implements Task {}
