// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;

/** The publisher of the JDK, with buffers as large as a berth; all subscribers on one thread. A full one blocks. */
final class SubmissionPeer implements Peer {
    private final ExecutorService executor = Threads.single();
    private final SubmissionPublisher<Tick> publisher = new SubmissionPublisher<>(executor, RawRing.SIZE);

    private record Subscriber(Receiver receiver) implements Flow.Subscriber<Tick> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Tick tick) {
            tick.to(receiver);
        }

        @Override
        public void onError(Throwable e) {
            throw new IllegalStateException("The publisher failed", e);
        }

        @Override
        public void onComplete() {
            // closed by us
        }
    }

    @Override
    public Sender sender(Receiver receiver) {
        return publisher(List.of(receiver));
    }

    @Override
    public Sender publisher(List<Receiver> receivers) {
        receivers.forEach(each -> publisher.subscribe(new Subscriber(each)));
        return (producer, number, due) -> {
            publisher.submit(new Tick(producer, number, due));
            return true;
        };
    }

    @Override
    public void close() {
        publisher.close();
        executor.shutdownNow();
    }
}
