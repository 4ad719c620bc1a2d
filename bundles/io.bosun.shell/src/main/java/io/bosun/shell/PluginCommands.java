// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The shell command {@code plugins}. */
@Component(
        service = PluginCommands.class,
        property = {"osgi.command.scope=bosun", "osgi.command.function=plugins"})
public final class PluginCommands {
    private final Plugins plugins;

    /** Called by Declarative Services. */
    @Activate
    public PluginCommands(BundleContext context) {
        this.plugins = new Plugins(context);
    }

    /** What the shell calls. */
    @Descriptor("lists the jars of the plugins folder, what became of them, and why if they are not at work")
    public List<?> plugins() {
        if (plugins.folders().isEmpty()) {
            throw new ShellException("no folder is watched for plugins: felix.fileinstall.dir is not set");
        }
        return new Rows<>(Plugins.PluginRow.class, plugins.rows());
    }
}
