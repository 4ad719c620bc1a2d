// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.command.HandlerStatus;
import io.bosun.command.HandlerStatus.State;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

class PluginsTest {
    private Framework framework;

    @TempDir
    Path directory;

    @AfterEach
    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(10_000);
    }

    @Test
    void shouldListWhatIsAtWork() throws Exception {
        start(true);
        install(jar("a plugin.jar", "a.plugin", "1.2.0", "org.osgi.framework")).start();

        assertThat(new Plugins(framework.getBundleContext()).rows())
                .containsExactly(new Plugins.PluginRow("a plugin.jar", "a.plugin", "1.2.0", "active", ""));
        assertThat(new Plugins(framework.getBundleContext()).areSettled()).isTrue();
    }

    @Test
    void shouldNameWhatAnUnresolvedPluginMisses() throws Exception {
        start(true);
        Bundle bundle = install(jar("b.jar", "b", "1.0.0", "no.such.house;version=\"[1,2)\""));
        assertThatThrownBy(bundle::start).isInstanceOf(BundleException.class);

        Plugins plugins = new Plugins(framework.getBundleContext());
        assertThat(plugins.rows()).singleElement().satisfies(row -> {
            assertThat(row.state()).isEqualTo("installed");
            assertThat(row.problem()).isEqualTo("missing package no.such.house [1.0,2.0)");
        });
        assertThat(plugins.areSettled()).isFalse();
    }

    @Test
    void shouldTellOfHandlersThatDoNotServe() throws Exception {
        start(true);
        install(jar("a.jar", "a", "1.0.0", null)).start();
        StubRegistry registry = new StubRegistry() {
            @Override
            public List<HandlerStatus> handlers() {
                return List.of(
                        handler("a 1.0.0", State.CONFLICT),
                        handler("a 1.0.0", State.INVALID),
                        handler("a 1.0.0", State.STANDBY),
                        handler("b 1.0.0", State.CONFLICT));
            }
        };

        assertThat(new PluginCommands(framework.getBundleContext(), registry)
                        .plugins()
                        .toString())
                .endsWith("active  2 handlers do not serve, see 'handlers'");
    }

    private static HandlerStatus handler(String bundle, State state) {
        return new HandlerStatus("a.Ping/1", "t", "org.Ping", "handle", bundle, 1, 0, state, "disagrees");
    }

    @Test
    void shouldTellWhyAJarIsNotInstalled() throws Exception {
        start(true);
        install(jar("c.jar", "c", "1.0.0", null));
        jar("d.jar", "c", "1.0.0", null);
        jar("e.jar", "e", "1.0.0", null);
        jar("f.jar", null, null, null);
        Files.writeString(plugins().resolve("half.jar"), "PK half of a jar");

        assertThat(new Plugins(framework.getBundleContext()).rows())
                .extracting(Plugins.PluginRow::file, row -> row.problem().replaceAll(":.*", ""))
                .map(Object::toString)
                .containsExactly(
                        "(\"c.jar\", \"not resolved yet, or against others; see the log\")",
                        "(\"d.jar\", \"bundle 1 has the same name and version\")",
                        "(\"e.jar\", \"waits to be installed, or cannot be; see the log\")",
                        "(\"f.jar\", \"not a bundle\")",
                        "(\"half.jar\", \"not a readable jar\")");
    }

    @Test
    void shouldSayThatNoFolderIsWatched() throws Exception {
        start(false);

        assertThatThrownBy(() -> new PluginCommands(framework.getBundleContext(), null).plugins())
                .hasToString("no folder is watched for plugins: felix.fileinstall.dir is not set");
    }

    private void start(boolean watching) throws Exception {
        Map<String, String> properties = new HashMap<>();
        properties.put(Constants.FRAMEWORK_STORAGE, directory.resolve("cache").toString());
        if (watching) {
            properties.put("felix.fileinstall.dir", directory.resolve("none") + ", " + plugins());
        }
        framework = new FrameworkFactory().newFramework(properties);
        framework.start();
    }

    private Path plugins() throws IOException {
        return Files.createDirectories(directory.resolve("plugins"));
    }

    private Bundle install(Path jar) throws BundleException {
        return framework.getBundleContext().installBundle(jar.toUri().toString());
    }

    private Path jar(String file, String name, String version, String imports) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        for (List<String> header : List.of(
                List.of(Constants.BUNDLE_MANIFESTVERSION, "2"),
                List.of(Constants.BUNDLE_SYMBOLICNAME, String.valueOf(name)),
                List.of(Constants.BUNDLE_VERSION, String.valueOf(version)),
                List.of(Constants.IMPORT_PACKAGE, String.valueOf(imports)))) {
            if (!header.get(1).equals("null")) {
                main.putValue(header.get(0), header.get(1));
            }
        }
        Path jar = plugins().resolve(file);
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            entries.finish();
        }
        return jar;
    }
}
