// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandSpec;

/** A handler of one command: who it is, how it ranks, and how its object is got and given back. */
final class Registration {
    /** The name of the method of a handler of one command. */
    static final String HANDLE = "handle";

    /**
     * Who brings handlers.
     *
     * @param name the component, or the class of the handlers
     * @param type the class of the handlers; empty as long as it is not known
     * @param bundle symbolic name and version
     */
    record Owner(String name, String type, String bundle, long bundleId) {
        @Override
        public String toString() {
            return name + " in " + bundle;
        }
    }

    /** Where its object comes from. */
    interface Source {
        /** A handler, or null if it has gone, or cannot be made. */
        Object get();

        /** Gives back what was got. */
        void unget();
    }

    private final Owner owner;
    private final CommandSpec spec;
    private final String target;
    private final String handler;
    private final Object binding;
    private final Source source;
    /** Written under the lock of the route table. */
    private volatile int ranking;

    private volatile boolean replaceable;
    private volatile HandlerGroup group;

    /**
     * One that is not in the table yet.
     *
     * @param handler the method
     * @param binding what may answer one command only; null if nothing but the command binds it
     */
    Registration(Owner owner, CommandSpec spec, String target, String handler, Object binding, Source source) {
        this.owner = owner;
        this.spec = spec;
        this.target = target;
        this.handler = handler;
        this.binding = binding;
        this.source = source;
    }

    Registration ranked(int itsRanking, boolean isReplaceable) {
        ranking = itsRanking;
        replaceable = isReplaceable;
        return this;
    }

    void join(HandlerGroup all) {
        group = all;
    }

    /** What it came with. */
    HandlerGroup group() {
        return group;
    }

    Owner owner() {
        return owner;
    }

    CommandSpec spec() {
        return spec;
    }

    String key() {
        return spec.key();
    }

    String target() {
        return target;
    }

    String handler() {
        return handler;
    }

    Object binding() {
        return binding;
    }

    int ranking() {
        return ranking;
    }

    boolean isReplaceable() {
        return replaceable;
    }

    /** Whether both name the same command, of the same class, for the same target and by the same method. */
    boolean isAs(Registration other) {
        return spec.type() == other.spec.type()
                && target.equals(other.target)
                && handler.equals(other.handler)
                && owner.equals(other.owner);
    }

    /** A CommandHandler or an AsyncCommandHandler; null if it has gone, or cannot be made. */
    Object getService() {
        return source.get();
    }

    void ungetService() {
        source.unget();
    }

    @Override
    public String toString() {
        return owner.name() + (handler.equals(HANDLE) ? "" : "." + handler) + " in " + owner.bundle();
    }
}
