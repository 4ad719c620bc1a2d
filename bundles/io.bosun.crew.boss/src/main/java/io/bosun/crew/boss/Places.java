// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import java.nio.file.Path;
import org.osgi.framework.BundleContext;

/** Where the files of hands are: in the run directory, or where the container keeps those of this bundle. */
record Places(Path base) {
    static Places of(BundleContext context) {
        String directory = context.getProperty("bosun.dir");
        Path base = directory == null ? context.getDataFile("").toPath() : Path.of(directory);
        return new Places(base.toAbsolutePath().normalize());
    }

    Path directory(String hand) {
        return base.resolve("hands").resolve(hand);
    }

    Path logFile(String hand) {
        return base.resolve("logs").resolve(hand + ".log");
    }

    Path store() {
        return base.resolve("store");
    }
}
