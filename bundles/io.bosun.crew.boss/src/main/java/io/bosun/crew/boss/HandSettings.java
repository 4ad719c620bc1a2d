// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The configuration of one hand, read and checked. */
record HandSettings(
        String name,
        List<String> jvmOptions,
        List<BundleWish> bundles,
        RestartSettings restart,
        int debugPort,
        String launcher,
        long stopMillis,
        long terminateMillis) {

    /** It becomes a directory, a file and a part of an address, so it is kept plain. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private static final Pattern BETWEEN_OPTIONS = Pattern.compile(",(?=\\s*-)");
    private static final Pattern BETWEEN_BUNDLES = Pattern.compile(",(?![^\\[(]*[\\])])");

    /** How it is started again. */
    record RestartSettings(int limit, long periodMillis, long delayMillis, long maxDelayMillis) {}

    static HandSettings of(HandConfig config) {
        return new HandSettings(
                checkedName(config.name()),
                split(config.jvmOptions(), BETWEEN_OPTIONS),
                split(config.bundles(), BETWEEN_BUNDLES).stream()
                        .map(BundleWish::parse)
                        .toList(),
                new RestartSettings(
                        Check.count("restartLimit", config.restartLimit()),
                        Check.positive("restartPeriodMillis", config.restartPeriodMillis()),
                        Check.positive("restartDelayMillis", config.restartDelayMillis()),
                        Check.positive("restartMaxDelayMillis", config.restartMaxDelayMillis())),
                Check.port("debugPort", config.debugPort()),
                checkedLauncher(config.launcher()),
                Check.positive("stopMillis", config.stopMillis()),
                Check.positive("terminateMillis", config.terminateMillis()));
    }

    private static String checkedName(String name) {
        if (name == null || !NAME.matcher(name).matches() || name.equals(HandTable.BOSS)) {
            throw new IllegalArgumentException("The name of a hand cannot be '" + name
                    + "': give it 1 to 64 letters, digits, dots, dashes or underscores, and not that of the boss");
        }
        return name;
    }

    private static String checkedLauncher(String launcher) {
        if (launcher == null || launcher.isBlank()) {
            throw new IllegalArgumentException("launcher='" + launcher + "': name one, such as local");
        }
        return launcher;
    }

    /** A file with lines of key=value has all in one text; other sources have an array. */
    static List<String> split(String[] values, Pattern separator) {
        return Arrays.stream(values == null ? new String[0] : values)
                .flatMap(each -> values.length == 1 ? separator.splitAsStream(each) : Stream.of(each))
                .map(String::trim)
                .filter(each -> !each.isEmpty())
                .toList();
    }
}
