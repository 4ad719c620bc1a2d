// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.Acceptance;
import io.bosun.command.CommandException;
import io.bosun.command.DeadLetter;
import io.bosun.command.DeadLetterListener;
import io.bosun.command.DeadLetters;
import io.bosun.command.Reason;
import io.bosun.transport.Envelope;
import io.bosun.transport.Payload;
import io.bosun.transport.PayloadCodec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * The last dead letters of this process. It holds nothing of foreign classes: commands are kept in bytes, all else as
 * text. It is immediate, so that its letters outlive the bus and all others that use it.
 */
@Component(
        service = {DeadLetters.class, DeadLetterStore.class},
        configurationPid = "io.bosun.command.provider",
        immediate = true)
public class DeadLetterStore implements DeadLetters {
    /** Loaded now: what comes when the framework has stopped, and its codec has gone, is still to be kept. */
    private static final Class<?> LAST_RESORT = LetterText.class;

    /** Sends a command of a letter again. */
    @FunctionalInterface
    interface Resend {
        Acceptance send(String key, Payload payload);
    }

    static final String THREAD = "bosun-letters";

    private static final Resend NO_BUS = (key, payload) -> Acceptance.refused(Reason.SHUT_DOWN);

    private static final class Stored {
        final DeadLetter letter;
        final KeptCommand command;
        boolean replaying;

        Stored(DeadLetter letter, KeptCommand command) {
            this.letter = letter;
            this.command = command;
        }
    }

    private final class ForListeners implements Listeners.Source<DeadLetter> {
        @Override
        public long last() {
            return total();
        }

        @Override
        public DeadLetter after(long number) {
            return DeadLetterStore.this.after(number);
        }

        @Override
        public long numberOf(DeadLetter letter) {
            return letter.number();
        }
    }

    private final AtomicReference<PayloadCodec> codec = new AtomicReference<>();
    private final Listeners<DeadLetterListener, DeadLetter> listeners =
            new Listeners<>(THREAD, new ForListeners(), DeadLetterListener::added);
    /** By number, and so by age; guarded by this object's lock, as are the two sums. */
    private final NavigableMap<Long, Stored> letters = new TreeMap<>();

    private long bytes;
    private long total;
    private volatile Settings settings;
    private volatile Resend bus = NO_BUS;

    /** Called by Declarative Services. */
    @Activate
    public DeadLetterStore(BusConfiguration configuration) {
        this(Settings.of(configuration, Settings.defaults(), told -> {}));
    }

    DeadLetterStore(Settings settings) {
        this.settings = settings;
    }

    @Modified
    void modified(BusConfiguration configuration) {
        // The registry, which has the same configuration, tells what is wrong with it.
        configure(Settings.of(configuration, settings, told -> {}));
    }

    @Deactivate
    void deactivate() {
        listeners.close();
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setCodec(PayloadCodec available) {
        codec.set(available);
    }

    void unsetCodec(PayloadCodec gone) {
        codec.compareAndSet(gone, null);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addListener(DeadLetterListener listener) {
        listeners.add(listener);
    }

    void removeListener(DeadLetterListener listener) {
        listeners.remove(listener);
    }

    /** Where commands go that are sent again; null where there is no bus any more. */
    void onReplay(Resend resend) {
        bus = Objects.requireNonNullElse(resend, NO_BUS);
    }

    synchronized void configure(Settings changed) {
        settings = changed;
        trim();
    }

    /** A command was given up. Never throws: somebody still waits to be told. */
    void add(Envelope envelope, String target, Reason reason, boolean mayHaveRun, Throwable cause) {
        Object command = envelope.command();
        KeptCommand kept = KeptCommand.of(command, codec.get(), settings.deadLetterBytes());
        String text = command instanceof Payload payload
                ? payload.length() + " bytes of " + envelope.key()
                : LetterText.of(command);
        String detail = cause == null ? "" : LetterText.of(cause);
        String to = Objects.requireNonNullElse(target, "");
        Instant now = Instant.now();
        synchronized (this) {
            DeadLetter letter = new DeadLetter(
                    ++total,
                    envelope.id(),
                    envelope.key(),
                    to,
                    envelope.sender(),
                    reason,
                    mayHaveRun,
                    detail,
                    text,
                    kept.length(),
                    now);
            letters.put(total, new Stored(letter, kept));
            bytes += kept.length();
            trim();
        }
        listeners.wake();
    }

    @Override
    public synchronized List<DeadLetter> letters() {
        return letters.values().stream().map(each -> each.letter).toList();
    }

    @Override
    public synchronized Optional<DeadLetter> letter(long number) {
        return Optional.ofNullable(letters.get(number)).map(each -> each.letter);
    }

    @Override
    public synchronized long total() {
        return total;
    }

    @Override
    public Acceptance replay(long number) {
        Stored stored = beginReplay(number);
        boolean accepted = false;
        try {
            Acceptance acceptance = bus.send(stored.letter.key(), stored.command.payload());
            accepted = acceptance.isAccepted();
            return acceptance;
        } finally {
            endReplay(stored, accepted);
        }
    }

    @Override
    public int purge(Predicate<DeadLetter> which) {
        // Foreign code runs outside the lock; what is displaced meanwhile does not count.
        List<DeadLetter> chosen = letters().stream().filter(which).toList();
        int purged = 0;
        synchronized (this) {
            for (DeadLetter each : chosen) {
                purged += remove(each.number()) ? 1 : 0;
            }
        }
        return purged;
    }

    /** It stays until it is accepted, and meanwhile nobody else replays it. */
    private synchronized Stored beginReplay(long number) {
        Stored stored = letters.get(number);
        if (stored == null) {
            throw new CommandException("There is no dead letter " + number + ": " + numbers());
        }
        if (stored.command.payload() == null) {
            throw new CommandException("Dead letter " + number + " cannot be replayed, for its command was not kept: "
                    + stored.command.missing());
        }
        if (stored.replaying) {
            throw new CommandException("Dead letter " + number + " is being replayed by somebody else");
        }
        stored.replaying = true;
        return stored;
    }

    private synchronized void endReplay(Stored stored, boolean accepted) {
        stored.replaying = false;
        if (accepted) {
            remove(stored.letter.number());
        }
    }

    private String numbers() {
        return letters.isEmpty()
                ? "none is stored"
                : letters.size() + " are stored, from " + letters.firstKey() + " to " + letters.lastKey();
    }

    private boolean remove(long number) {
        Stored removed = letters.remove(number);
        if (removed != null) {
            bytes -= removed.command.length();
        }
        return removed != null;
    }

    private void trim() {
        while (letters.size() > settings.deadLetterLimit() || bytes > settings.deadLetterBytes()) {
            remove(letters.firstKey());
        }
    }

    private synchronized DeadLetter after(long number) {
        Map.Entry<Long, Stored> next = letters.higherEntry(number);
        return next == null ? null : next.getValue().letter;
    }
}
