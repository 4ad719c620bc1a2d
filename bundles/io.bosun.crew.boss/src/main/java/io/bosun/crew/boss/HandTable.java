// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import io.bosun.crew.HandState;
import io.bosun.crew.Launcher;
import io.bosun.crew.Memo;
import io.bosun.crew.Memo.Bok;
import io.bosun.crew.Memo.BundleRef;
import io.bosun.crew.Memo.Rdy;
import io.bosun.crew.Memo.Reg;
import io.bosun.transport.link.Link;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** All hands. Asked by any thread; what it knows is owned by the thread {@code bosun-boss}. */
final class HandTable {
    /** How the boss signs its memos. */
    static final String BOSS = "boss";

    private static final Logger LOG = System.getLogger(HandTable.class.getName());

    private final CrewContext crew;
    private final Map<String, Hand> hands = new TreeMap<>();
    /** Their configuration has gone, they themselves have not yet. */
    private final Map<String, Hand> leaving = new TreeMap<>();

    private boolean running;
    private boolean crewed;
    private CompletableFuture<Void> settled = new CompletableFuture<>();
    private CompletableFuture<Void> emptied = CompletableFuture.completedFuture(null);
    private CompletableFuture<Void> unlinked = CompletableFuture.completedFuture(null);

    /** For other threads. */
    private volatile List<HandView> views = List.of();

    private volatile boolean crewedView;

    HandTable(CrewContext crew) {
        this.crew = crew;
        crew.tell(this::changed);
    }

    List<HandView> views() {
        return views;
    }

    boolean isCrewed() {
        return crewedView;
    }

    void run(Runnable task) {
        crew.run(task);
    }

    void open() {
        crew.provisions().open((hand, bundles) -> run(() -> provide(hand, bundles)));
    }

    void close() {
        crew.close();
    }

    /** Starts all hands; completes when each is ready or was given up. */
    CompletableFuture<Void> start() {
        CompletableFuture<Void> result = new CompletableFuture<>();
        run(() -> {
            if (!running) {
                running = true;
                settled = new CompletableFuture<>();
                List.copyOf(hands.values()).forEach(Hand::start);
            }
            settled.thenRun(() -> result.complete(null));
            changed();
        });
        return result;
    }

    /** Ends all hands; completes when no process and no link is left. */
    CompletableFuture<Void> stop(String reason) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        run(() -> {
            running = false;
            if (emptied.isDone()) {
                emptied = new CompletableFuture<>();
            }
            emptied.thenRun(() -> result.complete(null));
            List.copyOf(hands.values()).forEach(each -> each.stop(reason));
            changed();
        });
        return result;
    }

    /** Closes the address, and the links that are left; completes when all is written, or a second has passed. */
    CompletableFuture<Void> closeLinks() {
        CompletableFuture<Void> result = new CompletableFuture<>();
        run(() -> {
            if (unlinked.isDone()) {
                unlinked = new CompletableFuture<>();
            }
            unlinked.thenRun(() -> result.complete(null));
            crew.closeServer();
            all().map(Hand::link).filter(each -> each != null).toList().forEach(Link::beginClose);
            completeUnlinked();
        });
        return result;
    }

    private void completeUnlinked() {
        if (all().allMatch(each -> each.link() == null)) {
            unlinked.complete(null);
        }
    }

    void end(String name) {
        run(() -> {
            Hand hand = hands.get(name);
            if (hand != null) {
                hand.stop("asked to end");
            }
        });
    }

    void add(HandSettings settings) {
        run(() -> {
            String name = settings.name();
            if (hands.containsKey(name)) {
                LOG.log(Level.ERROR, "Two configurations name the hand {0}: the second one is left out", name);
                return;
            }
            Hand former = leaving.remove(name);
            if (former != null) {
                hands.put(name, former);
                former.reconfigure(settings, running);
            } else {
                Hand hand = new Hand(settings, crew);
                hands.put(name, hand);
                if (running) {
                    hand.start();
                }
            }
            changed();
        });
    }

    void remove(HandSettings settings) {
        run(() -> {
            Hand hand = hands.get(settings.name());
            if (hand != null && hand.isConfiguredBy(settings)) {
                hands.remove(settings.name());
                leaving.put(settings.name(), hand);
                hand.stop("its configuration has gone");
                changed();
            }
        });
    }

    void add(String method, Launcher launcher) {
        crew.launchers().put(method, launcher);
        run(() -> hands.values().stream()
                .filter(each -> each.isWanted() && each.state() == HandState.NEW)
                .toList()
                .forEach(Hand::start));
    }

    void remove(String method, Launcher launcher) {
        crew.launchers().remove(method, launcher);
    }

    /** A link says that it is of a hand; called on the owning thread, as the next three are. */
    void opened(Link link) {
        Hand hand = hands.get(link.peer());
        if (hand == null || !hand.opened(link)) {
            LOG.log(Level.WARNING, "A link of {0} is closed: no such hand is awaited", link.peer());
            link.beginClose();
        }
    }

    void received(Link link, Memo memo) {
        Hand hand = of(link);
        if (hand == null) {
            return;
        }
        if (!memo.name().equals(link.peer())) {
            LOG.log(Level.WARNING, "The link of {0} is closed: it sent a memo of {1}", link.peer(), memo.name());
            link.beginClose();
        } else if (memo instanceof Reg reg) {
            hand.registered(reg);
        } else if (memo instanceof Rdy rdy) {
            hand.ready(rdy);
        } else {
            LOG.log(Level.DEBUG, "A hand has no reason to send {0}", memo);
        }
    }

    void room(Link link) {
        crew.room(link);
    }

    void closed(Link link, String reason) {
        crew.closed(link);
        Hand hand = of(link);
        if (hand != null) {
            hand.closed(reason);
        }
        completeUnlinked();
    }

    private Hand of(Link link) {
        return all().filter(each -> each.link() == link).findFirst().orElse(null);
    }

    private void provide(String name, List<BundleRef> bundles) {
        Hand hand = hands.get(name);
        if (hand != null) {
            hand.provide(bundles);
        }
    }

    private Stream<Hand> all() {
        return Stream.concat(hands.values().stream(), leaving.values().stream());
    }

    /** Draws the conclusions from whatever has changed. */
    private void changed() {
        forgetGone();
        views = hands.values().stream().map(Hand::view).toList();
        announce(running && hands.values().stream().allMatch(each -> !each.isWanted() || isReady(each)));
        if (running && hands.values().stream().allMatch(each -> isReady(each) || each.state() == HandState.EXITED)) {
            settled.complete(null);
        }
        if (!running && all().noneMatch(Hand::isAlive)) {
            emptied.complete(null);
        }
    }

    private void forgetGone() {
        List<Hand> gone =
                leaving.values().stream().filter(each -> !each.isAlive()).toList();
        for (Hand each : gone) {
            leaving.remove(each.name());
            crew.provisions().forget(each.name());
        }
    }

    private void announce(boolean nowCrewed) {
        boolean was = crewed;
        crewed = nowCrewed;
        crewedView = nowCrewed;
        if (nowCrewed && (crew.takeBookChanged() || !was)) {
            Bok bok = new Bok(BOSS, crew.book());
            hands.values().stream().filter(HandTable::isReady).forEach(each -> crew.send(each.link(), bok));
        }
        // Who stops, or is stopped, knows that there is no crew any more.
        if (nowCrewed != was && running && !hands.isEmpty()) {
            LOG.log(Level.INFO, nowCrewed ? "Crewed: {0}" : "Not crewed: {0}", HandView.text(views));
        }
    }

    private static boolean isReady(Hand hand) {
        return hand.state() == HandState.READY;
    }
}
