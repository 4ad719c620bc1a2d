// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.main;

import io.bosun.crew.main.runtime.RuntimeIndex;
import io.bosun.crew.main.runtime.StartProperties;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;

/**
 * The main of a hand: {@code HandMain RUNTIME [NAME]}, where the runtime is an unpacked directory with its index. All
 * else comes by standard input (see {@link StartProperties}), which the boss holds open as long as it lives.
 */
public final class HandMain {
    private static final System.Logger LOG = System.getLogger(HandMain.class.getName());
    private static final int STATUS_NOT_STARTED = 1;

    private HandMain() {}

    public static void main(String[] args) throws IOException {
        EarlySignals.ignore();
        InputStream boss = System.in;
        Map<String, String> told = BossWatch.readOrHalt(boss);
        BossWatch.start(boss);
        // no bundle may take the bytes whose end is the sign
        System.setIn(InputStream.nullInputStream());
        ErrorLog.configure(Level.INFO);
        Host.end(run(told, args));
    }

    private static int run(Map<String, String> told, String[] args) {
        if (args.length == 0) {
            LOG.log(System.Logger.Level.ERROR, "Usage: HandMain RUNTIME [NAME], started by a boss only");
            return STATUS_NOT_STARTED;
        }
        try {
            return host(told, Path.of(args[0])).run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return STATUS_NOT_STARTED;
        } catch (Exception e) {
            LOG.log(System.Logger.Level.ERROR, "The hand " + told.get("bosun.name") + " does not start", e);
            return STATUS_NOT_STARTED;
        }
    }

    private static Host host(Map<String, String> told, Path runtime) throws IOException {
        Path directory = Path.of(told.getOrDefault("bosun.dir", "")).toAbsolutePath();
        Map<String, String> properties = new HashMap<>(Host.storage(directory.resolve("cache")));
        // the terminal's SIGINT is for the boss; so is USR1, which a hand must survive if all of a group get it: on the
        // way to rest the boss ends its hands and starts new ones
        properties.put("bosun.signals", "TERM,HUP=exit,USR1=publish");
        properties.putAll(told);
        properties.put("bosun.dir", directory.toString());
        RuntimeIndex index;
        try (InputStream in = Files.newInputStream(runtime.resolve(RuntimeIndex.NAME))) {
            index = RuntimeIndex.read(in);
        }
        List<Path> bundles = index.bundles().stream().map(runtime::resolve).toList();
        return new Host(properties, bundles);
    }
}
