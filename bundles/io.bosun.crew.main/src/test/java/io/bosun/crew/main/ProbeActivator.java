// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.main;

import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** In the bundle of a test: does what the framework property {@code probe} says. */
public final class ProbeActivator implements BundleActivator {
    static final int STATUS = 17;

    @Override
    public void start(BundleContext context) throws Exception {
        switch (context.getProperty("probe")) {
            case "exit" -> {
                ServiceReference<IntConsumer> exit = context.getServiceReferences(
                                IntConsumer.class, "(bosun.exit=main)")
                        .iterator()
                        .next();
                context.getService(exit).accept(STATUS);
            }
            case "read" -> Jvm.print("read " + System.in.read());
            case "hang" -> {
                // neither the framework's lock nor a hook may hold the end back
                Runtime.getRuntime().addShutdownHook(new Thread(ProbeActivator::hang));
                Jvm.print("hung " + context.getProperty("bosun.name"));
                hang();
            }
            case "stop" -> context.getBundle(0).stop();
            default -> throw new IllegalArgumentException(context.getProperty("probe"));
        }
    }

    private static void hang() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop(BundleContext context) {
        // nothing to undo
    }
}
