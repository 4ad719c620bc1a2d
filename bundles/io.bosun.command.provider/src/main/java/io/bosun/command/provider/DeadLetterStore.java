// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.DeadLetter;
import io.bosun.command.DeadLetters;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/** The last dead letters of this process. */
@Component(
        service = {DeadLetters.class, DeadLetterStore.class},
        configurationPid = "io.bosun.command.provider")
public class DeadLetterStore implements DeadLetters {
    private final Deque<DeadLetter> letters = new ArrayDeque<>();
    private int limit;
    private long total;

    /** Called by Declarative Services. */
    @Activate
    public DeadLetterStore(BusConfiguration configuration) {
        this(Settings.of(configuration).deadLetterLimit());
    }

    DeadLetterStore(int limit) {
        this.limit = limit;
    }

    @Modified
    synchronized void modified(BusConfiguration configuration) {
        limit = Settings.of(configuration).deadLetterLimit();
        trim();
    }

    synchronized void add(DeadLetter letter) {
        letters.addLast(letter);
        total++;
        trim();
    }

    @Override
    public synchronized List<DeadLetter> letters() {
        return List.copyOf(letters);
    }

    @Override
    public synchronized long total() {
        return total;
    }

    private void trim() {
        while (letters.size() > limit) {
            letters.removeFirst();
        }
    }
}
