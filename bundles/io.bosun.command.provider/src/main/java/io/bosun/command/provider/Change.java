// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A change of the {@link RouteTable} under way: what it is about, and what is to be done once its lock is left. */
final class Change {
    /** The commands whose routes are to be brought in step. */
    final Set<String> keys = new LinkedHashSet<>();
    /** The handlers that have come. */
    final Set<Registration> fresh = new LinkedHashSet<>();
    /** What is to be done at once. */
    final List<Runnable> later = new ArrayList<>();
    /** What is to be done after all that. */
    final List<Runnable> last = new ArrayList<>();
}
