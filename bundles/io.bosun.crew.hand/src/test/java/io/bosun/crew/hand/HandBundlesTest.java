// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.hand;

import static org.assertj.core.api.Assertions.assertThat;

import io.bosun.crew.Memo.BundleRef;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.launch.Framework;

@DisplayName("What a hand does with USE")
class HandBundlesTest {
    @TempDir
    Path directory;

    private final List<String> stopped = new CopyOnWriteArrayList<>();
    private Framework framework;
    private BundleContext context;
    private HandBundles bundles;

    @BeforeEach
    void start() throws Exception {
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE, directory.resolve("cache").toString(), "felix.log.level", "1"));
        framework.start();
        context = framework.getBundleContext();
        bundles = new HandBundles(context);
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(10_000);
    }

    @Test
    void shouldInstallAndStartInAnyOrder() throws Exception {
        BundleRef user = file("user", "1.0.0", "one", "Import-Package", "lib");
        BundleRef lib = file("lib", "1.0.0", "one", "Export-Package", "lib");
        assertThat(bundles.use(List.of(user, lib))).isEmpty();
        assertThat(states()).containsExactly("user:1.0.0 ACTIVE", "lib:1.0.0 ACTIVE");
        assertThat(context.getBundle("bosun:user")).isNotNull();
    }

    @Test
    void shouldUpdateWhatHasChangedAndStopNothingElse() throws Exception {
        BundleRef lib = file("lib", "1.0.0", "one", "Export-Package", "lib");
        BundleRef other = file("other", "1.0.0", "one");
        BundleRef user = file("user", "1.0.0", "one", "Import-Package", "lib");
        bundles.use(List.of(lib, other, user));
        long id = context.getBundle("bosun:user").getBundleId();
        listen();
        assertThat(bundles.use(List.of(lib, other, file("user", "1.1.0", "two", "Import-Package", "lib"))))
                .isEmpty();
        assertThat(stopped).containsExactly("user");
        assertThat(states()).containsExactly("lib:1.0.0 ACTIVE", "other:1.0.0 ACTIVE", "user:1.1.0 ACTIVE");
        assertThat(context.getBundle("bosun:user").getBundleId()).isEqualTo(id);
    }

    @Test
    void shouldRefreshWhoUsesWhatHasChanged() throws Exception {
        BundleRef user = file("user", "1.0.0", "one", "Import-Package", "lib");
        bundles.use(List.of(file("lib", "1.0.0", "one", "Export-Package", "lib"), user));
        listen();
        assertThat(bundles.use(List.of(file("lib", "1.0.0", "two", "Export-Package", "lib"), user)))
                .isEmpty();
        assertThat(stopped).containsExactlyInAnyOrder("lib", "user");
        assertThat(states()).containsExactly("lib:1.0.0 ACTIVE", "user:1.0.0 ACTIVE");
    }

    @Test
    void shouldUninstallWhatIsNotNamedAndTouchNothingElse() throws Exception {
        Path own = Files.write(directory.resolve("own.jar"), jar("own", "1.0.0", "one"));
        context.installBundle(own.toUri().toString()).start();
        BundleRef stays = file("stays", "1.0.0", "one");
        bundles.use(List.of(stays, file("goes", "1.0.0", "one")));
        listen();
        assertThat(bundles.use(List.of(stays))).isEmpty();
        assertThat(stopped).containsExactly("goes");
        assertThat(states()).containsExactly("own:1.0.0 ACTIVE", "stays:1.0.0 ACTIVE");
    }

    @Test
    void shouldNotUseAFileThatIsNotWhatWasAnnounced() throws Exception {
        BundleRef good = file("a", "1.0.0", "one");
        bundles.use(List.of(good));
        BundleRef changed = file("a", "1.1.0", "two");
        Files.write(Path.of(java.net.URI.create(changed.uri())), jar("a", "6.6.6", "forged"));
        Map<String, String> problems = bundles.use(List.of(changed));
        assertThat(problems).containsOnlyKeys("a");
        assertThat(problems.get("a")).contains("is not what was announced");
        assertThat(states()).containsExactly("a:1.0.0 ACTIVE");
    }

    @Test
    void shouldReportWhatCannotBeHadAndDoTheRest() throws Exception {
        BundleRef gone = file("gone", "1.0.0", "one");
        Files.delete(Path.of(java.net.URI.create(gone.uri())));
        BundleRef unresolvable = file("unresolvable", "1.0.0", "one", "Import-Package", "no.such.thing");
        BundleRef good = file("good", "1.0.0", "one");
        assertThat(bundles.use(List.of(gone, unresolvable, good))).containsOnlyKeys("gone", "unresolvable");
        assertThat(states()).containsExactly("unresolvable:1.0.0 INSTALLED", "good:1.0.0 ACTIVE");
    }

    @Test
    void shouldHaveTwoVersionsOfOneBundle() throws Exception {
        BundleRef one = file("lib", "1.0.0", "one");
        BundleRef two = file("lib", "2.0.0", "two");
        assertThat(bundles.use(List.of(one, two))).isEmpty();
        assertThat(states()).containsExactly("lib:1.0.0 ACTIVE", "lib:2.0.0 ACTIVE");
        assertThat(bundles.use(List.of(one))).isEmpty();
        assertThat(states()).containsExactly("lib:1.0.0 ACTIVE");
    }

    @Test
    void shouldAttachAFragmentThatComesLater() throws Exception {
        BundleRef host = file("host", "1.0.0", "one");
        bundles.use(List.of(host));
        assertThat(bundles.use(List.of(host, file("fragment", "1.0.0", "one", "Fragment-Host", "host"))))
                .isEmpty();
        assertThat(states()).containsExactly("host:1.0.0 ACTIVE", "fragment:1.0.0 RESOLVED");
    }

    @Test
    void shouldTakeOverWhatAFormerRunLeft() throws Exception {
        bundles.use(List.of(file("a", "1.0.0", "one"), file("b", "1.0.0", "one")));
        assertThat(new HandBundles(context).use(List.of(file("a", "1.0.0", "two"))))
                .isEmpty();
        assertThat(states()).containsExactly("a:1.0.0 ACTIVE");
    }

    private void listen() {
        context.addBundleListener((SynchronousBundleListener) event -> {
            if (event.getType() == BundleEvent.STOPPED) {
                stopped.add(event.getBundle().getSymbolicName());
            }
        });
    }

    private List<String> states() {
        List<String> states = new ArrayList<>();
        for (Bundle each : context.getBundles()) {
            if (each.getBundleId() != Constants.SYSTEM_BUNDLE_ID) {
                String state = each.getState() == Bundle.ACTIVE
                        ? "ACTIVE"
                        : each.getState() == Bundle.RESOLVED ? "RESOLVED" : "INSTALLED";
                states.add(each.getSymbolicName() + ":" + each.getVersion() + " " + state);
            }
        }
        return states;
    }

    private BundleRef file(String name, String version, String content, String... headers) throws Exception {
        byte[] jar = jar(name, version, content, headers);
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(jar));
        Path file = Files.write(directory.resolve(sha256 + ".jar"), jar);
        return new BundleRef(name, version, sha256, file.toUri().toString());
    }

    private static byte[] jar(String name, String version, String content, String... headers) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        main.putValue(Constants.BUNDLE_SYMBOLICNAME, name);
        main.putValue(Constants.BUNDLE_VERSION, version);
        for (int i = 0; i < headers.length; i += 2) {
            main.putValue(headers[i], headers[i + 1]);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
            out.putNextEntry(new JarEntry(content + ".txt"));
            out.closeEntry();
        }
        return bytes.toByteArray();
    }
}
