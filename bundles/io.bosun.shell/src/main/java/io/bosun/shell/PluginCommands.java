// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import io.bosun.command.CommandRegistry;
import io.bosun.command.HandlerStatus;
import io.bosun.command.HandlerStatus.State;
import io.bosun.shell.Plugins.PluginRow;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.felix.service.command.Descriptor;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The shell command {@code plugins}. */
@Component(
        service = PluginCommands.class,
        property = {"osgi.command.scope=bosun", "osgi.command.function=plugins"})
public final class PluginCommands {
    private static final Set<State> DEFECTS = EnumSet.of(State.CONFLICT, State.INVALID, State.FAILING);

    private final Plugins plugins;
    private final CommandRegistry registry;

    /** Called by Declarative Services; there is no registry where there are no commands. */
    @Activate
    public PluginCommands(
            BundleContext context,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL, policyOption = ReferencePolicyOption.GREEDY)
                    CommandRegistry registry) {
        this.plugins = new Plugins(context);
        this.registry = registry;
    }

    /** What the shell calls. */
    @Descriptor("lists the jars of the plugins folder, what became of them, and why if they are not at work")
    public List<?> plugins() {
        if (plugins.folders().isEmpty()) {
            throw new ShellException("no folder is watched for plugins: felix.fileinstall.dir is not set");
        }
        List<HandlerStatus> handlers = registry == null ? List.of() : registry.handlers();
        return new Rows<>(
                PluginRow.class,
                plugins.rows().stream().map(row -> withHandlers(row, handlers)).toList());
    }

    private static PluginRow withHandlers(PluginRow row, List<HandlerStatus> handlers) {
        String bundle = row.bundle() + " " + row.version();
        long idle = handlers.stream()
                .filter(each -> each.bundle().equals(bundle))
                .filter(each -> DEFECTS.contains(each.state()))
                .count();
        if (idle == 0 || !row.problem().isEmpty()) {
            return row;
        }
        String problem = idle == 1 ? "1 handler does not serve" : idle + " handlers do not serve";
        return new PluginRow(row.file(), row.bundle(), row.version(), row.state(), problem + ", see 'handlers'");
    }
}
