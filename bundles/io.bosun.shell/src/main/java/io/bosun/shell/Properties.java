// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import org.osgi.framework.BundleContext;

/** Framework properties, set by the main of our own process; a host container has none of them. */
final class Properties {
    /** The run directory. */
    static final String DIRECTORY = "bosun.dir";

    /** What the shell of this process does; see {@link ShellRunner}. */
    static final String SHELL = "bosun.shell";

    /** What to run, where {@link #SHELL} is {@code command}. */
    static final String COMMAND = "bosun.command";

    private Properties() {}

    /** The name of this process. */
    static String name(BundleContext context) {
        String name = context.getProperty("bosun.name");
        return name == null ? "boss" : name;
    }
}
