// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.HandlerStatus;
import io.bosun.command.HandlerStatus.State;
import java.util.List;

/**
 * The handlers that came as one, from a service or a call, and are taken whole or not at all. Guarded by the lock of
 * the {@link RouteTable}.
 */
final class HandlerGroup {
    private final Object id;
    private final List<Registration> members;
    private final HandlerStatus unread;
    private final Runnable whenGone;
    private State refusal;
    private String why;
    private int uses = 1;

    private HandlerGroup(Object id, List<Registration> members, HandlerStatus unread, Runnable whenGone) {
        this.id = id;
        this.members = List.copyOf(members);
        this.unread = unread;
        this.whenGone = whenGone;
        members.forEach(each -> each.join(this));
    }

    /**
     * Handlers that can work.
     *
     * @param id equal to that of whatever is the same source
     * @param whenGone gives back what was got to read them; called once, under no lock
     */
    static HandlerGroup of(Object id, List<Registration> members, Runnable whenGone) {
        return new HandlerGroup(id, members, null, whenGone);
    }

    /** What cannot work as it is. */
    static HandlerGroup unread(Object id, HandlerStatus status) {
        HandlerGroup group = new HandlerGroup(id, List.of(), status, () -> {});
        group.refuse(status.state(), status.why());
        return group;
    }

    Object id() {
        return id;
    }

    List<Registration> members() {
        return members;
    }

    /** What is known of one that has no members, because it could not be read; else null. */
    HandlerStatus unread() {
        return unread;
    }

    /** Why it does not take part; null if it does. */
    State refusal() {
        return refusal;
    }

    boolean isAdmitted() {
        return refusal == null;
    }

    /** The reason of its refusal, for people. */
    String why() {
        return why;
    }

    void refuse(State state, String reason) {
        refusal = state;
        why = reason;
    }

    void admit() {
        refusal = null;
        why = null;
    }

    /** Registered once more. */
    void use() {
        uses++;
    }

    /** Whether that was the last of its registrations. */
    boolean unuse() {
        return --uses == 0;
    }

    void gone() {
        whenGone.run();
    }

    /** Whether both differ in nothing but how they rank. */
    boolean isAs(HandlerGroup other) {
        if (unread != null || other.unread != null || members.size() != other.members.size()) {
            return false;
        }
        for (int i = 0; i < members.size(); i++) {
            if (!members.get(i).isAs(other.members.get(i))) {
                return false;
            }
        }
        return true;
    }
}
