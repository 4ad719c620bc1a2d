// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import io.bosun.transport.link.LinkFactory;
import io.bosun.transport.link.LinkListener;
import java.io.IOException;

/** Real links over unix sockets, for listeners that the test makes. */
public final class TestLinks implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(TestLinks.class.getName());

    private final UnixLinkFactory factory;

    public TestLinks(int maxBodyBytes, LinkListener... listeners) throws IOException {
        factory = new UnixLinkFactory(
                new Limits(maxBodyBytes, 8 * 1024 * 1024, 2000), new Complaints(LOG, System::nanoTime));
        for (LinkListener each : listeners) {
            factory.addListener(each);
        }
    }

    public LinkFactory factory() {
        return factory;
    }

    @Override
    public void close() {
        factory.deactivate();
    }
}
