// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench;

import io.bosun.bench.load.Figures;
import io.bosun.bench.load.Span;
import io.bosun.bench.load.Workload;
import io.bosun.bench.peer.Contender;
import io.bosun.bench.peer.Peer;
import java.nio.file.Files;
import java.nio.file.Path;

/** The main of a measured JVM. */
public final class Probe {
    private Probe() {}

    /** Workload, contender, receivers of a broadcast, milliseconds of warm-up and of measurement, file for figures. */
    public static void main(String[] args) throws Exception {
        Workload workload = Workload.valueOf(args[0]);
        int receivers = Integer.parseInt(args[2]);
        Span span = new Span(Integer.parseInt(args[3]), Integer.parseInt(args[4]));
        Peer peer = Contender.valueOf(args[1]).open();
        try {
            Figures figures = workload.run(peer, receivers, span);
            Files.writeString(Path.of(args[5]), figures.toString());
        } finally {
            peer.close();
        }
    }
}
