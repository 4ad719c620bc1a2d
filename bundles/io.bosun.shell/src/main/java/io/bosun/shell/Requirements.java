// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/** Why a bundle is not resolved. Only looks: starting it to see what happens would be a change. */
final class Requirements {
    private Requirements() {}

    /** What nothing that is installed provides; empty if there is something for each requirement. */
    static String missing(Bundle bundle, Bundle[] installed) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        if (revision == null) {
            return "";
        }
        List<BundleCapability> capabilities = Arrays.stream(installed)
                .map(each -> each.adapt(BundleRevision.class))
                .filter(Objects::nonNull)
                .flatMap(each -> each.getDeclaredCapabilities(null).stream())
                .toList();
        return revision.getDeclaredRequirements(null).stream()
                .filter(Requirements::isNeeded)
                .filter(requirement -> capabilities.stream().noneMatch(requirement::matches))
                .map(Requirements::text)
                .collect(Collectors.joining(", "));
    }

    private static boolean isNeeded(BundleRequirement requirement) {
        String effective = requirement.getDirectives().getOrDefault("effective", "resolve");
        String resolution = requirement.getDirectives().getOrDefault("resolution", "mandatory");
        return effective.equals("resolve") && resolution.equals("mandatory");
    }

    private static String text(BundleRequirement requirement) {
        String namespace = requirement.getNamespace();
        String filter = requirement.getDirectives().getOrDefault("filter", "");
        String name = value(filter, Pattern.quote(namespace) + "=");
        String least = value(filter, "(?:bundle-)?version>=");
        String below = value(filter, "!\\((?:bundle-)?version>=");
        String range = below.isEmpty() ? least : "[" + (least.isEmpty() ? "0" : least) + "," + below + ")";
        String kind = namespace.replace("osgi.wiring.", "");
        return name.isEmpty() ? kind + " " + filter : (kind + " " + name + " " + range).strip();
    }

    /** What follows in a filter, short if it is a version; empty if there is no such thing. */
    private static String value(String filter, String what) {
        Matcher matcher = Pattern.compile("\\(" + what + "([^()]*)\\)").matcher(filter);
        return matcher.find() ? matcher.group(1).replaceFirst("(?<=\\.\\d)\\.0$", "") : "";
    }
}
