// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.launch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** Unpacks a runtime from a bundle in a real framework. */
class HandRuntimeTest {
    private static final String HASH = "0".repeat(64);

    @TempDir
    Path root;

    private Framework framework;

    @AfterEach
    void stopFramework() throws Exception {
        if (framework != null) {
            framework.stop();
            framework.waitForStop(10_000);
        }
    }

    @Test
    void shouldUnpackIntoTheBossesDirectory() throws Exception {
        HandRuntime runtime = HandRuntime.unpack(bundle(Map.of("bosun.dir", root.toString()), files()));

        assertThat(runtime.directory()).startsWith(root.resolve("runtime/hand"));
        assertThat(runtime.bundles()).containsExactlyInAnyOrder("one", "two");
        assertThat(runtime.libraries()).containsExactly(runtime.directory().resolve("lib/main.jar"));
        assertThat(runtime.directory().resolve("bundles/one.jar")).isRegularFile();
    }

    @Test
    void shouldUnpackIntoItsDataAreaInAnyContainer() throws Exception {
        BundleContext context = bundle(Map.of(), files());
        HandRuntime runtime = HandRuntime.unpack(context);

        assertThat(runtime.directory()).startsWith(context.getDataFile("").toPath());
        assertThat(runtime.bundles()).contains("one");
    }

    @Test
    void shouldSayThatItCarriesNone() throws Exception {
        BundleContext context = bundle(Map.of(), Map.of());

        assertThatThrownBy(() -> HandRuntime.unpack(context))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("runtime/index");
    }

    private static Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        files.put("runtime/lib/main.jar", jar("main", Map.of()));
        files.put("runtime/bundles/one.jar", jar("one; singleton:=true", Map.of()));
        files.put("runtime/bundles/two.jar", jar("two", Map.of()));
        String index = HASH + "  lib/main.jar\n" + HASH + "  bundles/two.jar\n" + HASH + "  bundles/one.jar\n";
        files.put("runtime/index", index.getBytes(StandardCharsets.UTF_8));
        return files;
    }

    private BundleContext bundle(Map<String, String> properties, Map<String, byte[]> files) throws Exception {
        Map<String, String> all = new HashMap<>(properties);
        all.put(Constants.FRAMEWORK_STORAGE, root.resolve("cache").toString());
        framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(all);
        framework.start();
        Path file = Files.write(root.resolve("launcher.jar"), jar("launcher", files));
        Bundle bundle = framework.getBundleContext().installBundle(file.toUri().toString());
        bundle.start();
        return bundle.getBundleContext();
    }

    private static byte[] jar(String symbolicName, Map<String, byte[]> files) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        main.putValue(Constants.BUNDLE_SYMBOLICNAME, symbolicName);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue());
                out.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
