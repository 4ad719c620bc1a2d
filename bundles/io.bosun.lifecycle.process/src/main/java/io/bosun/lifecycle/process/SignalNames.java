// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** Reads the names of signals as people write them. */
final class SignalNames {
    private static final Logger LOG = System.getLogger(SignalNames.class.getName());

    private SignalNames() {}

    /** Returns the names in upper case and without SIG, each once; those that must not be taken are left out. */
    static Set<String> of(String... lists) {
        Set<String> names = new LinkedHashSet<>();
        for (String list : lists) {
            for (String item : list.split(",")) {
                add(item.strip().toUpperCase(Locale.ROOT), names);
            }
        }
        return names;
    }

    private static void add(String item, Set<String> names) {
        String name = item.startsWith("SIG") ? item.substring("SIG".length()) : item;
        if (name.equals("USR2")) {
            // HotSpot suspends and resumes threads with it: one from outside can crash the JVM.
            LOG.log(Level.WARNING, "Signal USR2 is refused: it belongs to the JVM. Use another, such as HUP");
        } else if (!name.isEmpty()) {
            names.add(name);
        }
    }
}
