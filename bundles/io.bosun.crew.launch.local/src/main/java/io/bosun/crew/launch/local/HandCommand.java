// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.launch.local;

import io.bosun.crew.LaunchRequest;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The command line and the environment of a hand. */
record HandCommand(LaunchTools tools, Options options, HandRuntime runtime) {
    private static final long MEGABYTE = 1024 * 1024;
    private static final String MAIN = "io.bosun.crew.main.HandMain";
    // the JVM obeys them whatever the command line says
    private static final List<String> JVM_VARIABLES =
            List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH");

    /** From the launcher's configuration. */
    record Options(int heapMegabytes, int logMegabytes, boolean ownSession, boolean deathSignal) {
        Options {
            atLeastOne("heapMegabytes", heapMegabytes);
            atLeastOne("logMegabytes", logMegabytes);
        }

        private static void atLeastOne(String key, int megabytes) {
            if (megabytes < 1) {
                throw new IllegalArgumentException(key + "=" + megabytes + ": give it a number from 1 on");
            }
        }
    }

    /** Makes the directories that it needs, and room in its log. */
    ProcessBuilder process(LaunchRequest request) throws IOException {
        Files.createDirectories(request.directory());
        Files.createDirectories(request.logFile().toAbsolutePath().getParent());
        rotate(request.logFile());
        ProcessBuilder builder = new ProcessBuilder(line(request))
                .directory(request.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(request.logFile().toFile()));
        environment(builder.environment());
        return builder;
    }

    /** Before the hand has it open: what it writes later goes to this one file, however long that becomes. */
    private void rotate(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > options.logMegabytes() * MEGABYTE) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    List<String> line(LaunchRequest request) {
        List<String> line = new ArrayList<>(tools.prefix(options.ownSession(), options.deathSignal()));
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // lean: many of them share a machine, and each is to be ready soon
        line.add("-XX:+UseSerialGC");
        // as quick a start as with the quick compiler alone, and the good one comes in later
        line.add("-XX:CompileThresholdScaling=6");
        line.add("-Xshare:auto");
        line.add("-Xss512k");
        line.add("-Xmx" + options.heapMegabytes() + "m");
        line.add("-XX:+ExitOnOutOfMemoryError");
        line.add("-Dfile.encoding=UTF-8");
        line.addAll(request.jvmOptions());
        if (request.debugPort() > 0) {
            line.add("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + request.debugPort());
        }
        line.add("-cp");
        line.add(runtime.libraries().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        line.add(MAIN);
        line.add(runtime.directory().toString());
        line.add(request.name());
        return line;
    }

    static void environment(Map<String, String> variables) {
        variables.keySet().removeAll(JVM_VARIABLES);
        if (!isUtf8(System.getProperty("sun.jnu.encoding"))) {
            // or it could not open a file whose name is not ASCII
            variables.put("LC_ALL", "C.UTF-8");
        }
    }

    private static boolean isUtf8(String encoding) {
        return encoding != null
                && Charset.isSupported(encoding)
                && Charset.forName(encoding).equals(StandardCharsets.UTF_8);
    }
}
