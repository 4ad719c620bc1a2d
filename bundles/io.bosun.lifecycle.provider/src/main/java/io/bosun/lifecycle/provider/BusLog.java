// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import io.bosun.lifecycle.BusChannels;
import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.LogLevel;
import io.bosun.lifecycle.State;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The log of a bus: its channel, or the logger of the JDK while nobody hears that. What goes wrong on the channel is
 * told to that logger alone, and not more than once a second.
 */
final class BusLog {
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Logger logger;
    private final ChannelTable channels;
    private final Function<List<Object>, BusEvent> events;
    private final Gate gate;
    private final ThreadLocal<Boolean> telling = new ThreadLocal<>();
    private final AtomicLong complained = new AtomicLong(System.nanoTime() - QUIET_NANOS);
    private final AtomicLong kept = new AtomicLong();

    /** @param events makes a publication of its arguments */
    BusLog(String bus, ChannelTable channels, Gate gate, Function<List<Object>, BusEvent> events) {
        this.logger = System.getLogger("bosun.bus." + bus);
        this.channels = channels;
        this.gate = gate;
        this.events = events;
    }

    void log(int level, String message, Throwable cause) {
        Seat[] seats = channels.seats(BusChannels.LOG);
        if (seats.length > 0) {
            tell(seats, level, message, cause);
            return;
        }
        Level known = level(level);
        if (logger.isLoggable(known)) {
            write(known, message, cause);
        }
    }

    void log(int level, String message) {
        log(level, message, null);
    }

    /** Says also on the console what only the listeners of the log have heard: a failure must be seen somewhere. */
    void remind(String message) {
        if (channels.seats(BusChannels.LOG).length > 0) {
            write(Level.WARNING, message, null);
        }
    }

    /** Whether it is worth while to make a text. */
    boolean wants(int level) {
        return channels.seats(BusChannels.LOG).length > 0 || logger.isLoggable(level(level));
    }

    /** Below its level on the channel where it goes to a console, which should stay quiet. */
    void entered(State state) {
        Seat[] seats = channels.seats(BusChannels.LOG);
        if (seats.length > 0) {
            tell(seats, LogLevel.INFO, "Bus state: " + state, null);
        } else if (logger.isLoggable(Level.DEBUG)) {
            logger.log(Level.DEBUG, "Bus state: " + state);
        }
    }

    void failed(String channel, Seat seat, Throwable failure) {
        String message = "Error in " + channel + " listener " + seat.id().name();
        if (channel.equals(BusChannels.LOG)) {
            complain(message, failure);
        } else {
            log(LogLevel.ERROR, message, failure);
        }
    }

    private void tell(Seat[] seats, int level, String message, Throwable cause) {
        if (telling.get() != null) {
            complain("A listener of the log logs itself, which is not told it: " + message, cause);
            return;
        }
        BusEvent event = events.apply(Publication.arguments(message, level, cause));
        Gate.Cover covered = gate.cover();
        telling.set(true);
        try {
            for (Seat seat : seats) {
                tell(seat, event);
            }
        } finally {
            telling.remove();
            gate.uncover(covered);
        }
    }

    private void tell(Seat seat, BusEvent event) {
        try {
            seat.listener().on(event);
        } catch (Throwable failure) {
            if (failure instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            complain("Error in log listener " + seat.id().name(), failure);
        }
    }

    private void complain(String message, Throwable cause) {
        long now = System.nanoTime();
        long before = complained.get();
        if (now - before < QUIET_NANOS || !complained.compareAndSet(before, now)) {
            kept.incrementAndGet();
            return;
        }
        long silent = kept.getAndSet(0);
        write(Level.WARNING, silent == 0 ? message : message + " (and " + silent + " like this before)", cause);
    }

    /** What is foreign in a cause may fail while it is written. */
    private void write(Level level, String message, Throwable cause) {
        try {
            logger.log(level, message, cause);
        } catch (RuntimeException | Error e) {
            logger.log(level, message + ": " + Texts.line(cause));
        }
    }

    private static Level level(int level) {
        if (level < LogLevel.INFO) {
            return Level.DEBUG;
        }
        if (level < LogLevel.WARN) {
            return Level.INFO;
        }
        return level < LogLevel.ERROR ? Level.WARNING : Level.ERROR;
    }
}
