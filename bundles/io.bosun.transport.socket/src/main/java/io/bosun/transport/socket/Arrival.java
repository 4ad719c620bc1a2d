// SPDX-License-Identifier: Apache-2.0

package io.bosun.transport.socket;

import io.bosun.transport.link.Frame;
import io.bosun.transport.link.Link;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The handshake of who connects. */
final class Arrival implements Handshake {
    /** How long a connect may take. */
    static final int PATIENCE_MILLIS = 5000;

    /** The name of whoever listens. */
    private static final String PEER = "boss";

    private final URI address;
    private final String name;
    private final Frame hello;
    private final CompletableFuture<Link> outcome = new CompletableFuture<>();

    Arrival(URI address, String name, String token) throws IOException {
        this.address = address;
        this.name = name;
        this.hello = new Hello(name, token).toFrame();
    }

    /** Waits for the link. */
    Link await(long nanos) throws IOException {
        try {
            return outcome.get(nanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            throw new IOException(failed.getCause().getMessage(), failed.getCause());
        } catch (TimeoutException late) {
            throw new IOException(address + " does not answer", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while connecting to " + address);
        }
    }

    @Override
    public FrameReader.Phase awaited() {
        return FrameReader.Phase.WELCOME;
    }

    @Override
    public int patienceMillis(Limits limits) {
        return PATIENCE_MILLIS;
    }

    @Override
    public Frame greeting() {
        return hello;
    }

    @Override
    public String judge(Frame first) {
        return PEER;
    }

    @Override
    public Frame answer() {
        return null;
    }

    @Override
    public void opened(SocketLink link) {
        outcome.complete(link);
    }

    @Override
    public void failed(String reason) {
        outcome.completeExceptionally(
                new IOException(address + " refused " + Hello.printable(name) + ", or is no boss (" + reason + ")"));
    }
}
