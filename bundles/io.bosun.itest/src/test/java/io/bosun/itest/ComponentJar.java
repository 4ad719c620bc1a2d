// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A bundle as a user's build makes it: of packages on the class path, with the descriptors that bnd reads off them. */
final class ComponentJar {
    private ComponentJar() {}

    /** With packages inside that nobody else sees. */
    static InputStream of(String symbolicName, String version, String... packages) {
        return of(symbolicName, version, Map.of("Private-Package", String.join(",", packages)));
    }

    /** With instructions for bnd. */
    static InputStream of(String symbolicName, String version, Map<String, String> instructions) {
        try (Builder builder = new Builder()) {
            builder.setProperty("Bundle-SymbolicName", symbolicName);
            builder.setProperty("Bundle-Version", version);
            builder.setProperty("-noextraheaders", "true");
            instructions.forEach(builder::setProperty);
            builder.addClasspath(classPath());
            try (Jar jar = builder.build();
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
                if (!builder.getErrors().isEmpty()) {
                    throw new IllegalStateException(symbolicName + ": " + builder.getErrors());
                }
                jar.write(bytes);
                return new ByteArrayInputStream(bytes.toByteArray());
            }
        } catch (Exception e) {
            throw new IllegalStateException(symbolicName + " cannot be built", e);
        }
    }

    private static List<File> classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(File::new)
                .filter(each -> each.isDirectory() || each.getName().matches("(osgi|org\\.osgi|io\\.bosun).*\\.jar"))
                .toList();
    }
}
