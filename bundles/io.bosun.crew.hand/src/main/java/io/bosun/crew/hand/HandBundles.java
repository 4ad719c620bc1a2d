// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.hand;

import io.bosun.crew.Memo.BundleRef;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;

/** The bundles that the boss gave to this hand; nothing is stopped that has not changed. Used by one thread. */
final class HandBundles {
    private static final Logger LOG = System.getLogger(HandBundles.class.getName());
    /** What has it is the boss's, and whatever else runs here is not touched. */
    private static final String LOCATION = "bosun:";

    private static final long REFRESH_SECONDS = 30;

    private final BundleContext context;
    private final Map<String, String> hashes = new HashMap<>();

    HandBundles(BundleContext context) {
        this.context = context;
    }

    /**
     * Has exactly these bundles, and starts them.
     *
     * @return what went wrong, by symbolic name
     */
    Map<String, String> use(List<BundleRef> refs) throws InterruptedException {
        Map<String, String> problems = new LinkedHashMap<>();
        Map<String, BundleRef> wanted = byLocation(refs);
        Set<Bundle> stale = new LinkedHashSet<>(uninstallOthers(wanted.keySet(), problems));
        Map<Bundle, BundleRef> bundles = new LinkedHashMap<>();
        wanted.forEach((location, ref) -> {
            Bundle bundle = install(location, ref, stale, problems);
            if (bundle != null) {
                bundles.put(bundle, ref);
            }
        });
        refresh(stale, problems);
        bundles.forEach((bundle, ref) -> start(bundle, ref, problems));
        return problems;
    }

    /** Two versions of one bundle have two places. */
    private static Map<String, BundleRef> byLocation(List<BundleRef> refs) {
        Map<String, BundleRef> locations = new LinkedHashMap<>();
        for (BundleRef each : refs) {
            String location = LOCATION + each.name();
            locations.put(locations.containsKey(location) ? location + ":" + each.version() : location, each);
        }
        return locations;
    }

    private Set<Bundle> uninstallOthers(Set<String> wanted, Map<String, String> problems) {
        Set<Bundle> gone = new LinkedHashSet<>();
        for (Bundle each : context.getBundles()) {
            if (each.getLocation().startsWith(LOCATION) && !wanted.contains(each.getLocation())) {
                try {
                    each.uninstall();
                    hashes.remove(each.getLocation());
                    gone.add(each);
                } catch (BundleException e) {
                    report(each.getSymbolicName(), "could not be uninstalled", e, problems);
                }
            }
        }
        return gone;
    }

    /** The bundle as it is to be; where that fails, as it was, or null. */
    private Bundle install(String location, BundleRef ref, Set<Bundle> stale, Map<String, String> problems) {
        Bundle present = context.getBundle(location);
        if (present != null && ref.sha256().equals(hashes.get(location))) {
            return present;
        }
        try {
            Path file = Path.of(URI.create(ref.uri()));
            verify(file, ref.sha256());
            try (InputStream in = Files.newInputStream(file)) {
                if (present == null) {
                    present = context.installBundle(location, in);
                } else {
                    // Started below, once, when its dependents are refreshed too.
                    present.stop(Bundle.STOP_TRANSIENT);
                    present.update(in);
                    stale.add(present);
                }
            }
            hashes.put(location, ref.sha256());
            host(present, stale);
        } catch (IOException | BundleException | RuntimeException e) {
            report(ref.name(), "could not be installed", e, problems);
        }
        return present;
    }

    /** A new fragment is attached only when its host is refreshed. */
    private void host(Bundle bundle, Set<Bundle> stale) {
        String header = bundle.getHeaders("").get(Constants.FRAGMENT_HOST);
        if (header == null) {
            return;
        }
        String host = header.split(";", 2)[0].trim();
        for (Bundle each : context.getBundles()) {
            if (each.getBundleId() != Constants.SYSTEM_BUNDLE_ID
                    && host.equals(each.getSymbolicName())
                    && each.getState() != Bundle.INSTALLED) {
                stale.add(each);
            }
        }
    }

    private static void verify(Path file, String sha256) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        String actual = HexFormat.of().formatHex(digest.digest());
        if (!actual.equals(sha256)) {
            throw new IOException(file + " is not what was announced: its SHA-256 is " + actual + ", not " + sha256);
        }
    }

    private void refresh(Set<Bundle> stale, Map<String, String> problems) throws InterruptedException {
        if (stale.isEmpty()) {
            return;
        }
        CountDownLatch done = new CountDownLatch(1);
        FrameworkWiring wiring =
                context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
        wiring.refreshBundles(stale, event -> {
            if (event.getType() == FrameworkEvent.ERROR) {
                LOG.log(
                        Level.WARNING,
                        "A bundle had a problem with the refresh: " + event.getBundle(),
                        event.getThrowable());
            } else {
                done.countDown();
            }
        });
        if (!done.await(REFRESH_SECONDS, TimeUnit.SECONDS)) {
            stale.forEach(
                    each -> problems.put(each.getSymbolicName(), "was not refreshed in " + REFRESH_SECONDS + " s"));
        }
    }

    private static void start(Bundle bundle, BundleRef ref, Map<String, String> problems) {
        boolean fragment = (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
        if (fragment || bundle.getState() == Bundle.ACTIVE) {
            return;
        }
        try {
            bundle.start();
        } catch (BundleException | RuntimeException e) {
            report(ref.name(), "could not be started", e, problems);
        }
    }

    private static void report(String name, String what, Exception e, Map<String, String> problems) {
        LOG.log(Level.WARNING, "Bundle " + name + " " + what, e);
        problems.put(name, what + ": " + e.getMessage());
    }
}
