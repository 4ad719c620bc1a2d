// SPDX-License-Identifier: Apache-2.0

package io.bosun.bench.peer;

import java.util.concurrent.locks.LockSupport;

/** The limit where nobody spins: two threads that park and unpark each other. */
final class HandOff implements Peer {
    private final Thread answering = Threads.daemon(this::answer);
    private volatile Thread asking;
    private volatile long asked = -1;
    private volatile long answered = -1;
    private volatile long woken = -1;
    private volatile Thread waiting;

    @Override
    public Caller caller() {
        asking = Thread.currentThread();
        answering.start();
        return number -> {
            asked = number;
            LockSupport.unpark(answering);
            while (answered != number) {
                LockSupport.park(this);
            }
            return answered;
        };
    }

    @Override
    public Waking waking() {
        return new Waking() {
            @Override
            public void await(long number) {
                waiting = Thread.currentThread();
                while (woken < number) {
                    LockSupport.parkNanos(this, Waking.LIVENESS.toNanos());
                }
            }

            @Override
            public void wake(long number) {
                woken = number;
                LockSupport.unpark(waiting);
            }
        };
    }

    private void answer() {
        while (!Thread.currentThread().isInterrupted()) {
            if (asked == answered) {
                LockSupport.park(this);
            } else {
                answered = asked;
                LockSupport.unpark(asking);
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        answering.interrupt();
        answering.join();
    }
}
