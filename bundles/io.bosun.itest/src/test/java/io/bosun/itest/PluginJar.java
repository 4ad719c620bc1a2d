// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import io.bosun.command.Command;
import io.bosun.command.CommandHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** A bundle made of classes on the class path, with descriptors of its components. Unchanging: each method copies. */
public final class PluginJar {
    private static final String XML = """
            <?xml version="1.0" encoding="UTF-8"?>
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.5.0" name="%1$s" %6$s>
              <property name="%2$s" value="%3$s"/>
              <property name="bosun.target" value="%4$s"/>
              <service>
                <provide interface="%5$s"/>
              </service>
              %7$s
              <implementation class="%1$s"/>
            </scr:component>
            """;

    private static final String LEDGER =
            "<reference name=\"ledger\" interface=\"java.util.function.IntConsumer\" parameter=\"0\"/>";

    private final Map<String, String> headers;
    private final Map<String, byte[]> entries;

    private PluginJar(Map<String, String> headers, Map<String, byte[]> entries) {
        this.headers = headers;
        this.entries = entries;
    }

    static PluginJar of(String symbolicName, String version) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Manifest-Version", "1.0");
        headers.put("Bundle-ManifestVersion", "2");
        headers.put("Bundle-SymbolicName", symbolicName);
        headers.put("Bundle-Version", version);
        headers.put("Import-Package", "io.bosun.command;version=\"[1.0,2)\",org.osgi.framework");
        return new PluginJar(headers, Map.of());
    }

    PluginJar header(String name, String value) {
        PluginJar copy = copy();
        copy.headers.merge(name, value, (old, more) -> old + "," + more);
        return copy;
    }

    PluginJar classes(Class<?>... classes) {
        PluginJar copy = copy();
        for (Class<?> each : classes) {
            String path = each.getName().replace('.', '/') + ".class";
            copy.entries.put(path, resource(path));
        }
        return copy;
    }

    /** A handler component; its class is added. */
    PluginJar handler(
            Class<? extends CommandHandler<?, ?>> handler, Class<? extends Command<?>> command, String target) {
        return component(handler, command, target, "", "");
    }

    /** A handler component whose constructor takes a service of the test. */
    PluginJar handlerWithLedger(
            Class<? extends CommandHandler<?, ?>> handler, Class<? extends Command<?>> command, String target) {
        return component(handler, command, target, "init=\"1\"", LEDGER);
    }

    private PluginJar component(Class<?> handler, Class<?> command, String target, String attribute, String reference) {
        String path = "OSGI-INF/" + handler.getSimpleName() + ".xml";
        PluginJar copy = classes(handler).header("Service-Component", path);
        String xml = XML.formatted(
                handler.getName(),
                CommandHandler.HANDLES,
                command.getName(),
                target,
                CommandHandler.class.getName(),
                attribute,
                reference);
        copy.entries.put(path, xml.getBytes(StandardCharsets.UTF_8));
        return copy;
    }

    byte[] bytes() {
        Manifest manifest = new Manifest();
        headers.forEach((name, value) -> manifest.getMainAttributes().put(new Attributes.Name(name), value));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            for (Map.Entry<String, byte[]> each : entries.entrySet()) {
                jar.putNextEntry(new ZipEntry(each.getKey()));
                jar.write(each.getValue());
                jar.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    InputStream stream() {
        return new ByteArrayInputStream(bytes());
    }

    /** Puts it there as a whole, in place of what is there. */
    void drop(Path jar) {
        try {
            Path draft = Files.write(jar.resolveSibling("." + jar.getFileName() + ".draft"), bytes());
            Files.move(draft, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PluginJar copy() {
        return new PluginJar(new LinkedHashMap<>(headers), new LinkedHashMap<>(entries));
    }

    private static byte[] resource(String path) {
        try (InputStream in = PluginJar.class.getClassLoader().getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("Not on the class path: " + path);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
