// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/** A bundle that a configuration asks for. */
record BundleWish(String name, VersionRange range) {
    private static final VersionRange ANY = new VersionRange("0");

    /** Reads {@code symbolic.name} or {@code symbolic.name;[1.0,2)}. */
    static BundleWish parse(String text) {
        int end = text.indexOf(';');
        if (end < 0) {
            return new BundleWish(text.trim(), ANY);
        }
        String range = text.substring(end + 1)
                .replace("version=", "")
                .replace("\"", "")
                .trim();
        return new BundleWish(text.substring(0, end).trim(), new VersionRange(range));
    }

    boolean matches(String symbolicName, Version version) {
        return name.equals(symbolicName) && range.includes(version);
    }

    @Override
    public String toString() {
        return range.equals(ANY) ? name : name + ";" + range;
    }
}
