// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.hand;

import io.bosun.crew.MemoCodec;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.Subscription;
import io.bosun.transport.link.LinkFactory;
import io.bosun.transport.link.LinkListener;
import java.net.URI;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Ties a {@link Hand} to the states of its process. In a process that no boss has started it does nothing. */
@Component(
        service = {},
        immediate = true)
public final class HandComponent {
    private static final int LINKS_CLOSE = 80;

    private final Hand hand;
    private final List<Subscription> subscriptions;
    private final ServiceRegistration<LinkListener> ears;

    /** Starts at once if the bus is at work already. */
    @Activate
    public HandComponent(
            BundleContext context,
            @Reference(target = "(" + LifecycleBus.BUS + "=" + LifecycleBus.DEFAULT_BUS + ")") LifecycleBus bus,
            @Reference(target = "(" + LinkFactory.SCHEME + "=unix)") LinkFactory links,
            @Reference MemoCodec codec) {
        String link = context.getProperty("bosun.link");
        if (link == null) {
            hand = null;
            ears = null;
            subscriptions = List.of();
            return;
        }
        Hand.Contact contact = new Hand.Contact(
                URI.create(link), context.getProperty("bosun.name"), context.getProperty("bosun.token"));
        hand = new Hand(contact, bus, links, codec, new HandBundles(context));
        // By hand, and not as a service of this component: the links would ask for it while it waits for them.
        ears = context.registerService(LinkListener.class, hand, null);
        subscriptions = List.of(
                bus.subscribe(ProcessState.RUN.name(), 50, event -> {
                    hand.start();
                    return null;
                }),
                bus.subscribe(ProcessState.STOP.name(), LINKS_CLOSE, event -> {
                    hand.leave();
                    return null;
                }));
        if (bus.state().equals(ProcessState.RUN)) {
            hand.start();
        }
    }

    @Deactivate
    void deactivate() {
        subscriptions.forEach(Subscription::close);
        if (hand != null) {
            hand.close();
            ears.unregister();
        }
    }
}
