// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench;

import io.bosun.bench.load.Figures;
import io.bosun.bench.load.Workload;
import io.bosun.bench.peer.Contender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Measured by a {@link Probe}. */
record PeerTrial(Workload workload, Contender contender) implements Trial {
    private static final long LIVENESS_SECONDS = 180;

    static Stream<Trial> all() {
        return Stream.of(Workload.values())
                .flatMap(each -> each.contenders().stream().map(contender -> new PeerTrial(each, contender)));
    }

    @Override
    public String id() {
        return workload.id();
    }

    @Override
    public Figures run(Options options) throws IOException, InterruptedException {
        Path figures = Files.createTempFile("bosun-bench-", ".figures");
        try {
            Files.writeString(options.log(), this + "\n", StandardOpenOption.APPEND);
            Process process = new ProcessBuilder(command(options, figures))
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(options.log().toFile()))
                    .start();
            if (!process.waitFor(LIVENESS_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(this + " has not ended after " + LIVENESS_SECONDS + " s");
            }
            if (process.exitValue() != 0) {
                throw new IOException(this + " ended with " + process.exitValue());
            }
            return Figures.parse(Files.readString(figures));
        } finally {
            Files.delete(figures);
        }
    }

    private List<String> command(Options options, Path figures) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms2g",
                "-Xmx2g",
                "-XX:+AlwaysPreTouch",
                "-cp",
                System.getProperty("java.class.path"),
                Probe.class.getName(),
                workload.name(),
                contender.name(),
                Integer.toString(options.receivers()),
                Integer.toString(options.warmUpMillis()),
                Integer.toString(options.millis()),
                figures.toString());
    }
}
