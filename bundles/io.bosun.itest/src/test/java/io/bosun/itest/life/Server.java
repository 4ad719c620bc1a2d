// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.life;

import io.bosun.lifecycle.BusChannel;
import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.BusPriority;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.ListenerSet;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Hears three channels, each at its own priority, and wants the bus that asks for it. */
@Component
public class Server implements ListenerSet {
    private final Consumer<String> diary;

    /** Called by Declarative Services. */
    @Activate
    public Server(
            @Reference(target = "(itest=diary)") Consumer<String> diary,
            @Reference(target = "(bosun.bus=default)") LifecycleBus bus) {
        this.diary = diary;
        diary.accept("server made");
    }

    @BusChannel("START")
    @BusPriority(BusPriority.START_SERVERS)
    public void open() {
        diary.accept("server opens");
    }

    @BusChannel("STOP")
    @BusPriority(BusPriority.STOP_SERVERS)
    public void close(BusEvent event) {
        diary.accept("server closes, " + event.bus().state());
    }

    @BusChannel({"RUN", "IDLE"})
    public String tell(BusEvent event) {
        return "server in " + event.channel();
    }
}
