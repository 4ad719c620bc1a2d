// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench;

import io.bosun.bench.echo.Echo;
import io.bosun.bench.echo.EchoHandler;
import io.bosun.bench.echo.Echoed;
import io.bosun.command.CommandHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** The bundle of {@link EchoHandler}, made of the classes on the class path. */
final class EchoBundle {
    static final String TARGET = "echo";
    private static final String COMPONENT = "OSGI-INF/echo.xml";
    private static final String XML = """
            <?xml version="1.0" encoding="UTF-8"?>
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="%1$s">
              <property name="%2$s" value="%3$s"/>
              <property name="%4$s" value="%5$s"/>
              <service>
                <provide interface="%6$s"/>
              </service>
              <implementation class="%1$s"/>
            </scr:component>
            """;

    private EchoBundle() {}

    static byte[] bytes() throws IOException {
        Manifest manifest = new Manifest();
        Map.of(
                        "Manifest-Version", "1.0",
                        "Bundle-ManifestVersion", "2",
                        "Bundle-SymbolicName", "io.bosun.bench.echo",
                        "Bundle-Version", "1.0.0",
                        "Import-Package", "io.bosun.command;version=\"[1.0,2)\"",
                        "Service-Component", COMPONENT)
                .forEach((name, value) -> manifest.getMainAttributes().put(new Attributes.Name(name), value));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            add(jar, COMPONENT, component().getBytes(StandardCharsets.UTF_8));
            for (Class<?> each : List.of(Echo.class, Echoed.class, EchoHandler.class)) {
                String path = each.getName().replace('.', '/') + ".class";
                try (InputStream in = EchoBundle.class.getClassLoader().getResourceAsStream(path)) {
                    add(jar, path, in.readAllBytes());
                }
            }
        }
        return bytes.toByteArray();
    }

    private static String component() {
        return XML.formatted(
                EchoHandler.class.getName(),
                CommandHandler.HANDLES,
                Echo.class.getName(),
                CommandHandler.TARGET,
                TARGET,
                CommandHandler.class.getName());
    }

    private static void add(JarOutputStream jar, String path, byte[] content) throws IOException {
        jar.putNextEntry(new ZipEntry(path));
        jar.write(content);
        jar.closeEntry();
    }
}
