// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import io.bosun.crew.Memo.BundleRef;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleListener;
import org.osgi.framework.InvalidSyntaxException;

/**
 * Knows which bundles each hand is to run, and has copies of them. Looks again whenever a handler, a placement, a
 * bundle or a configuration comes, goes or changes.
 *
 * <p>A bundle that is no longer wanted stays for a while, as it was: while it is updated or refreshed here its handler
 * goes and comes back, and its hands shall see one change, not two. One that was uninstalled leaves at once.
 */
final class Provisions implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Provisions.class.getName());

    /** A bundle that a hand has for its own sake, and what it needs. */
    private static final class Root {
        private List<BundleRef> closure = List.of();
        private boolean missing;
        private long missingSince;
    }

    /** What is known of a hand. */
    private static final class Shelf {
        private List<BundleWish> configured = List.of();
        private Set<String> runtime = Set.of();
        private final Map<Long, Root> roots = new TreeMap<>();
        private List<BundleRef> told;
    }

    private final BundleContext context;
    private final LongSupplier settleMillis;
    private final Wishes wishes;
    private final BundleStore store;
    private final Loop loop = new Loop("bosun-boss-store");
    private final AtomicBoolean stirred = new AtomicBoolean();
    private final BundleListener bundleListener = event -> stir();
    private BiConsumer<String, List<BundleRef>> told;
    private final Map<String, Shelf> shelves = new HashMap<>();
    private Set<String> kept = Set.of();

    Provisions(BundleContext context, Path directory, LongSupplier settleMillis) throws InvalidSyntaxException {
        this.context = context;
        this.settleMillis = settleMillis;
        store = new BundleStore(directory);
        wishes = new Wishes(context, this::stir);
    }

    /**
     * Starts with an empty store.
     *
     * @param told hears, on this object's thread, what a hand is to run: once after {@link #want}, then at each change
     */
    void open(BiConsumer<String, List<BundleRef>> told) {
        loop.run(() -> {
            this.told = told;
            prune(Set.of());
        });
        context.addBundleListener(bundleListener);
        wishes.open();
    }

    @Override
    public void close() {
        context.removeBundleListener(bundleListener);
        wishes.close();
        loop.close();
    }

    /** From now on this hand is served. */
    void want(String hand, List<BundleWish> configured, Set<String> runtime) {
        loop.run(() -> {
            Shelf shelf = shelves.computeIfAbsent(hand, key -> new Shelf());
            shelf.configured = configured;
            shelf.runtime = Set.copyOf(runtime);
            shelf.told = null;
            look();
        });
    }

    void forget(String hand) {
        loop.run(() -> shelves.remove(hand));
    }

    /** It is there, or says something else. */
    void put(RankedPlacement placement) {
        wishes.put(placement);
        stir();
    }

    void remove(RankedPlacement placement) {
        wishes.remove(placement);
        stir();
    }

    /** Looks again, soon; many calls at once are one look. */
    private void stir() {
        if (stirred.compareAndSet(false, true)) {
            loop.run(this::look);
        }
    }

    private void look() {
        stirred.set(false);
        Set<String> needed = new HashSet<>();
        shelves.forEach((hand, shelf) -> {
            List<BundleRef> refs = look(hand, shelf);
            refs.forEach(each -> needed.add(each.sha256()));
            if (!refs.equals(shelf.told)) {
                shelf.told = refs;
                told.accept(hand, refs);
            }
        });
        if (!needed.equals(kept)) {
            // A hand may still be reading what it was told before this.
            Set<String> keep = new HashSet<>(needed);
            keep.addAll(kept);
            kept = needed;
            prune(keep);
        }
    }

    private List<BundleRef> look(String hand, Shelf shelf) {
        Map<Long, Bundle> wanted = wishes.of(hand, shelf.configured);
        wanted.forEach((id, bundle) -> fill(shelf.roots.computeIfAbsent(id, key -> new Root()), bundle, shelf.runtime));
        shelf.roots.entrySet().removeIf(each -> !wanted.containsKey(each.getKey()) && hasGone(each));
        Map<String, BundleRef> refs = new LinkedHashMap<>();
        shelf.roots.values().forEach(root -> root.closure.forEach(each -> add(refs, each, root)));
        return List.copyOf(refs.values());
    }

    /** Where two roots need the same bundle, the one that is no longer wanted may remember an older state of it. */
    private static void add(Map<String, BundleRef> refs, BundleRef ref, Root root) {
        String key = ref.name() + ";" + ref.version();
        if (root.missing) {
            refs.putIfAbsent(key, ref);
        } else {
            refs.put(key, ref);
        }
    }

    private void fill(Root root, Bundle bundle, Set<String> runtime) {
        try {
            List<BundleRef> closure = new ArrayList<>();
            for (Bundle each : WiringClosure.of(bundle, runtime)) {
                closure.add(store.copy(each));
            }
            root.closure = closure;
            root.missing = false;
        } catch (IOException | IllegalStateException e) {
            LOG.log(Level.WARNING, "Bundle " + bundle + " could not be copied for the hands: " + e.getMessage(), e);
        }
    }

    /** Whether a root that is not wanted leaves now; otherwise looks again when its time is over. */
    private boolean hasGone(Map.Entry<Long, Root> entry) {
        if (context.getBundle(entry.getKey()) == null) {
            return true;
        }
        Root root = entry.getValue();
        if (!root.missing) {
            root.missing = true;
            root.missingSince = System.nanoTime();
            loop.later(settleMillis.getAsLong(), this::stir);
            return false;
        }
        return System.nanoTime() - root.missingSince >= TimeUnit.MILLISECONDS.toNanos(settleMillis.getAsLong());
    }

    private void prune(Set<String> keep) {
        try {
            store.retain(keep);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Old copies of bundles could not be removed", e);
        }
    }
}
