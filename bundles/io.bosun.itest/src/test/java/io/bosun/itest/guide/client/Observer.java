// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.guide.client;

import io.bosun.command.DeadLetter;
import io.bosun.command.DeadLetterListener;
import io.bosun.command.DeadLetters;
import io.bosun.command.Reason;
import io.bosun.command.runtime.RegistryEvent;
import io.bosun.command.runtime.RegistryListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Sees what was not delivered, and who comes and goes. */
@Component(service = {Observer.class, DeadLetterListener.class, RegistryListener.class})
public class Observer implements DeadLetterListener, RegistryListener {
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final DeadLetters letters;

    @Activate
    public Observer(@Reference DeadLetters letters) {
        this.letters = letters;
    }

    @Override
    public void added(DeadLetter letter) {
        seen.add(letter.reason() + " " + letter.key());
    }

    @Override
    public void changed(RegistryEvent event) {
        seen.add(event.kind() + " " + event.key());
    }

    /** What was seen so far. */
    public List<String> seen() {
        return List.copyOf(seen);
    }

    /** Sends those again that were too many. */
    public void replay() {
        for (DeadLetter letter : letters.letters()) {
            if (letter.reason() == Reason.REJECTED_FULL) {
                letters.replay(letter.number());
            }
        }
    }
}
