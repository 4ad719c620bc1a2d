// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.process;

import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.BusPriority;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.LogLevel;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.State;
import io.bosun.lifecycle.Subscription;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Holds the PID file of this process from ENTER to EXIT; without a name of one it does nothing. */
@Component(
        service = {},
        immediate = true,
        configurationPid = ProcessPidFile.PID)
@Designate(ocd = PidFileConfiguration.class)
public final class ProcessPidFile implements BusListener {
    static final String PID = "io.bosun.lifecycle.process.pidfile";

    /** Framework property: the path of the file, where the configuration has none. */
    static final String FILE = "bosun.pidfile";

    /** Before and behind these nothing is held. */
    private static final Set<State> OUTSIDE =
            Set.of(ProcessState.INITIAL, ProcessState.EXIT, ProcessState.EXIT_ERROR, ProcessState.EXITED);

    private final LifecycleBus bus;
    private final BundleContext context;
    private final List<Subscription> subscriptions;
    private Optional<String> wanted;
    private PidClaim held;

    /** Made by Declarative Services. */
    @Activate
    public ProcessPidFile(
            BundleContext context,
            PidFileConfiguration configuration,
            @Reference(target = "(" + LifecycleBus.BUS + "=" + LifecycleBus.DEFAULT_BUS + ")") LifecycleBus bus) {
        this.context = context;
        this.bus = bus;
        this.wanted = read(configuration);
        this.subscriptions = List.of(
                bus.subscribe(ProcessState.ENTER.name(), BusPriority.ENTER_PID_FILE, this),
                bus.subscribe(ProcessState.EXIT.name(), BusPriority.EXIT_PID_FILE, this));
        // Only now, having subscribed: who comes too late for ENTER sees it here.
        if (!OUTSIDE.contains(bus.state())) {
            claimLate();
        }
    }

    private Optional<String> read(PidFileConfiguration configuration) {
        String file = configuration.file().isBlank() ? context.getProperty(FILE) : configuration.file();
        return file == null || file.isBlank() ? Optional.empty() : Optional.of(file.strip());
    }

    /** Hears ENTER, which fails if the file cannot be had: then the process ends; and EXIT. */
    @Override
    public Object on(BusEvent event) throws IOException {
        if (event.channel().equals(ProcessState.ENTER.name())) {
            tell(claim());
        } else {
            tell(release());
        }
        return null;
    }

    /** If the new file cannot be had, the old one is kept. */
    @Modified
    void modify(PidFileConfiguration changed) {
        synchronized (this) {
            wanted = read(changed);
        }
        if (!OUTSIDE.contains(bus.state())) {
            claimLate();
        }
    }

    @Deactivate
    void stop() {
        subscriptions.forEach(Subscription::close);
        synchronized (this) {
            // who is on the way here with ENTER claims nothing any more
            wanted = Optional.empty();
        }
        tell(release());
    }

    /** The process is at work already, and is not ended for that. */
    private void claimLate() {
        try {
            tell(claim());
        } catch (IOException e) {
            bus.log(LogLevel.ERROR, "This process has no PID file of its own now", e);
        }
    }

    /** Makes what is held what is wanted, the new one first. Returns what to tell, when the lock is given back. */
    private synchronized List<String> claim() throws IOException {
        if (wanted.isEmpty()) {
            return release();
        }
        Path path = path(wanted.get());
        if (held != null && held.isOf(path)) {
            return List.of();
        }
        PidClaim claimed = PidClaim.of(path);
        List<String> told = new ArrayList<>(release());
        held = claimed;
        told.add("PID file " + claimed + " is that of this process");
        return told;
    }

    /** Only when it is claimed, so that a name that is none is as bad as a file that cannot be had. */
    private static Path path(String name) throws PidFileException {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new PidFileException("'" + name + "' is no name of a file in this locale", e);
        }
    }

    private synchronized List<String> release() {
        PidClaim old = held;
        held = null;
        if (old == null) {
            return List.of();
        }
        try {
            old.close();
            return List.of("PID file " + old + " is removed");
        } catch (IOException e) {
            return List.of("PID file " + old + " is left: " + e);
        }
    }

    private void tell(List<String> lines) {
        lines.forEach(line -> bus.log(LogLevel.INFO, line));
    }

    @Override
    public String toString() {
        return PID;
    }
}
