// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.pinned;

import java.util.List;

/** Part of a command and of its reply. */
public record Thing(String name, List<Integer> parts) {}
