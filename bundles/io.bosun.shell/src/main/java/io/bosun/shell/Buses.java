// SPDX-License-Identifier: Apache-2.0

package io.bosun.shell;

import io.bosun.lifecycle.BusRuntime;
import io.bosun.lifecycle.LifecycleBus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The lifecycle buses that are there, for the commands of this bundle. */
@Component(service = Buses.class)
public final class Buses {
    private final List<BusRuntime> runtimes = new CopyOnWriteArrayList<>();

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void add(BusRuntime runtime) {
        runtimes.add(runtime);
    }

    void remove(BusRuntime runtime) {
        runtimes.remove(runtime);
    }

    /** All of them by name, the default one first. */
    List<LifecycleBus> all() {
        List<LifecycleBus> buses = new ArrayList<>();
        runtimes.forEach(each -> buses.add(each.bus()));
        buses.sort(Comparator.comparing((LifecycleBus each) -> !isDefault(each)).thenComparing(LifecycleBus::name));
        return buses;
    }

    static boolean isDefault(LifecycleBus bus) {
        return bus.name().equals(LifecycleBus.DEFAULT_BUS);
    }

    /** @throws ShellException if there is none of this name */
    BusRuntime runtime(String name) {
        return runtimes.stream()
                .filter(each -> each.bus().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ShellException("there is no bus '" + name + "'; buses: " + names()));
    }

    /** @throws ShellException if there is none of this name */
    LifecycleBus bus(String name) {
        return runtime(name).bus();
    }

    private String names() {
        String names = all().stream().map(LifecycleBus::name).collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names;
    }
}
