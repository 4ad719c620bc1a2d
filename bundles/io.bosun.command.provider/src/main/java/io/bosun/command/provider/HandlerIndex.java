// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Delivery;
import io.bosun.command.HandlerStatus.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The handlers of this process by all that they are looked up by, and the rules of which of them agree. Guarded by the
 * lock of the {@link RouteTable}.
 */
final class HandlerIndex {
    /** Those that are ranked higher first, and among equals those that came first. */
    private static final Comparator<Registration> BY_RANK =
            Comparator.comparingInt(Registration::ranking).reversed();

    /** In the order in which they came. */
    private final Map<Object, HandlerGroup> groups = new LinkedHashMap<>();

    private final Map<String, Set<Registration>> byKey = new HashMap<>();
    private final Map<String, Set<Registration>> byTarget = new HashMap<>();
    private final Map<Object, Set<Registration>> byBinding = new HashMap<>();

    HandlerGroup get(Object id) {
        return groups.get(id);
    }

    Collection<HandlerGroup> groups() {
        return groups.values();
    }

    void add(HandlerGroup group) {
        groups.put(group.id(), group);
        for (Registration each : group.members()) {
            put(byKey, each.key(), each);
            put(byTarget, each.target(), each);
            if (each.binding() != null) {
                put(byBinding, each.binding(), each);
            }
        }
    }

    void remove(HandlerGroup group) {
        groups.remove(group.id());
        for (Registration each : group.members()) {
            drop(byKey, each.key(), each);
            drop(byTarget, each.target(), each);
            if (each.binding() != null) {
                drop(byBinding, each.binding(), each);
            }
        }
    }

    /** Every handler of a command, those that take part first, by rank. */
    List<Registration> of(String key) {
        List<Registration> all = new ArrayList<>(byKey.getOrDefault(key, Set.of()));
        all.sort(Comparator.comparing((Registration each) -> !each.group().isAdmitted())
                .thenComparing(BY_RANK));
        return all;
    }

    /** Those of a command that take part, by rank. */
    List<Registration> admitted(String key) {
        return of(key).stream().filter(each -> each.group().isAdmitted()).toList();
    }

    /** Those that take part, by their component, class or target, and their method. */
    List<Registration> byHandler(String ownerOrTarget, String handler) {
        return groups.values().stream()
                .filter(HandlerGroup::isAdmitted)
                .flatMap(each -> each.members().stream())
                .filter(each -> each.handler().equals(handler))
                .filter(each -> each.owner().name().equals(ownerOrTarget)
                        || each.owner().type().equals(ownerOrTarget)
                        || each.target().equals(ownerOrTarget))
                .toList();
    }

    /** The commands of a target. */
    Set<String> keysOf(String target) {
        Set<String> keys = new LinkedHashSet<>();
        byTarget.getOrDefault(target, Set.of()).forEach(each -> keys.add(each.key()));
        return keys;
    }

    /** With whom the handlers of a group, which need not be in the index, disagree: why, or null if with nobody. */
    String conflict(HandlerGroup group) {
        for (Registration each : group.members()) {
            String conflict = conflict(each);
            if (conflict != null) {
                return conflict;
            }
        }
        return null;
    }

    /** Those that are refused and might not be any more, now that others have gone, in the order in which they came. */
    List<HandlerGroup> waitingFor(Collection<Registration> gone) {
        return rivals(gone).stream().filter(each -> !each.isAdmitted()).toList();
    }

    /** A group, and all that it competes with. */
    Set<HandlerGroup> rivals(HandlerGroup group) {
        Set<HandlerGroup> all = new LinkedHashSet<>(rivals(group.members()));
        all.add(group);
        return all;
    }

    /**
     * Changes a group, and judges it and all that it competes with anew: first those that serve, then as they came.
     * Returns these groups.
     */
    List<HandlerGroup> judgeAgain(HandlerGroup group, Runnable change) {
        List<HandlerGroup> inOrder = new ArrayList<>(rivals(group));
        inOrder.sort(
                Comparator.comparing((HandlerGroup each) -> !each.isAdmitted()).thenComparing(each -> !isFirst(each)));
        change.run();
        inOrder.forEach(each -> each.refuse(State.CONFLICT, each.why()));
        inOrder.forEach(this::judge);
        return inOrder;
    }

    /** Admits a group, or refuses it with the reason; whether it takes part now. */
    boolean judge(HandlerGroup group) {
        String conflict = conflict(group);
        if (conflict == null) {
            group.admit();
        } else {
            group.refuse(State.CONFLICT, conflict);
        }
        return conflict == null;
    }

    private boolean isFirst(HandlerGroup group) {
        return group.members().stream()
                .anyMatch(each -> admitted(each.key()).stream().findFirst().orElse(null) == each);
    }

    private List<HandlerGroup> rivals(Collection<Registration> of) {
        Set<HandlerGroup> all = new LinkedHashSet<>();
        for (Registration each : of) {
            byKey.getOrDefault(each.key(), Set.of()).forEach(other -> all.add(other.group()));
            if (each.binding() != null) {
                byBinding.getOrDefault(each.binding(), Set.of()).forEach(other -> all.add(other.group()));
            }
        }
        return List.copyOf(all);
    }

    private String conflict(Registration one) {
        for (Registration other : byKey.getOrDefault(one.key(), Set.of())) {
            if (competes(one, other) && !agree(one, other)) {
                return "Command " + one.key() + " is handled for target " + other.target() + " by " + other
                        + " and for target " + one.target() + " by " + one
                        + ": the first one is used; remove one, or make both replaceable, so that ranking decides";
            }
        }
        for (Registration other : byBinding.getOrDefault(one.binding(), Set.of())) {
            if (competes(one, other) && !other.key().equals(one.key())) {
                return "Handler " + one.handler() + " of target " + one.target() + " answers " + other.key() + " by "
                        + other + " and " + one.key() + " by " + one
                        + ": the first one is used; rename one method, or give one another target";
            }
        }
        return null;
    }

    private static boolean competes(Registration one, Registration other) {
        return other.group() != one.group() && other.group().isAdmitted();
    }

    private static boolean agree(Registration one, Registration other) {
        if (one.spec().delivery() != other.spec().delivery()) {
            return false;
        }
        return one.spec().delivery() == Delivery.BROADCAST || one.isReplaceable() && other.isReplaceable();
    }

    private static <K> void put(Map<K, Set<Registration>> map, K key, Registration registration) {
        map.computeIfAbsent(key, k -> new LinkedHashSet<>(2)).add(registration);
    }

    private static <K> void drop(Map<K, Set<Registration>> map, K key, Registration registration) {
        map.computeIfPresent(key, (k, all) -> {
            all.remove(registration);
            return all.isEmpty() ? null : all;
        });
    }
}
