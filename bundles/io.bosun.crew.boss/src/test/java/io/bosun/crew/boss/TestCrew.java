// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import io.bosun.crew.HandProcess;
import io.bosun.crew.LaunchRequest;
import io.bosun.crew.Launcher;
import io.bosun.crew.Memo;
import io.bosun.crew.MemoCodec;
import io.bosun.crew.memo.JsonMemoCodec;
import io.bosun.transport.link.Frame;
import io.bosun.transport.link.FrameKind;
import io.bosun.transport.link.Link;
import io.bosun.transport.link.LinkFactory;
import io.bosun.transport.link.LinkGate;
import io.bosun.transport.link.LinkServer;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A crew over a real framework and real processes; their links are played by the test. */
final class TestCrew implements AutoCloseable {
    final BlockingQueue<Launch> launches = new LinkedBlockingQueue<>();
    final MemoCodec codec = new JsonMemoCodec();
    final HandTable hands;
    volatile LinkGate gate;
    volatile boolean listening;
    volatile String[] command = {"sleep", "1000"};
    volatile long registrationMillis = 10_000;
    volatile long readyMillis = 10_000;
    /** From now on the links of processes that end are closed, as an operating system does it. */
    private volatile boolean over;

    private final TestFramework framework;
    private final MemoListener memos;

    /** A started process, and what it was started with. */
    record Launch(LaunchRequest request, Process process) {}

    TestCrew(Path directory) throws Exception {
        framework = new TestFramework(directory);
        Provisions provisions = new Provisions(framework.context(), directory.resolve("store"), () -> 100);
        hands = new HandTable(new CrewContext(
                new HandServer(new PlayedLinks(), () -> ""),
                Places.of(framework.context()),
                codec,
                provisions,
                () -> registrationMillis,
                () -> readyMillis));
        memos = new MemoListener(hands, codec);
        hands.open();
        hands.add("local", new ProcessLauncher());
    }

    Launch launched() throws InterruptedException {
        Launch launch = launches.poll(10, TimeUnit.SECONDS);
        if (launch == null) {
            throw new AssertionError("Nothing was launched");
        }
        return launch;
    }

    /** The hand of a launch connects. */
    Line connect(Launch launch) {
        String name = launch.request().name();
        if (!gate.admits(name, launch.request().token())) {
            throw new AssertionError(name + " is not admitted");
        }
        Line line = open(name);
        launch.process().onExit().thenRun(() -> {
            if (over) {
                line.close();
            }
        });
        return line;
    }

    Line open(String name) {
        Line line = new Line(name);
        memos.opened(line);
        return line;
    }

    /** The hand of a launch goes all the way to READY. */
    Line makeReady(Launch launch) throws InterruptedException {
        String name = launch.request().name();
        Line line = connect(launch);
        line.say(new Memo.Reg(name));
        line.hears(Memo.Ack.class);
        line.say(new Memo.Rdy(name, line.hears(Memo.Use.class).revision(), java.util.Map.of()));
        return line;
    }

    HandView hand(String name) {
        return hands.views().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() throws Exception {
        over = true;
        hands.stop("the test is over").get(10, TimeUnit.SECONDS);
        hands.closeLinks().get(10, TimeUnit.SECONDS);
        hands.close();
        framework.close();
    }

    private final class PlayedLinks implements LinkFactory {
        @Override
        public LinkServer listen(URI address, LinkGate judge) {
            gate = judge;
            listening = true;
            return new LinkServer() {
                @Override
                public URI address() {
                    return address;
                }

                @Override
                public void close() {
                    listening = false;
                }
            };
        }

        @Override
        public Link connect(URI address, String name, String token) throws IOException {
            throw new IOException("A boss does not connect");
        }
    }

    private final class ProcessLauncher implements Launcher {
        @Override
        public Set<String> runtime() {
            return Set.of();
        }

        @Override
        public HandProcess launch(LaunchRequest request) throws IOException {
            Process process = new ProcessBuilder(command).start();
            launches.add(new Launch(request, process));
            return new HandProcess() {
                @Override
                public long pid() {
                    return process.pid();
                }

                @Override
                public CompletionStage<Integer> onExit() {
                    return process.onExit().thenApply(Process::exitValue);
                }

                @Override
                public void terminate() {
                    process.destroy();
                }

                @Override
                public void kill() {
                    process.destroyForcibly();
                }
            };
        }
    }

    /** The boss's end of a link; the test is the other end. */
    final class Line implements Link {
        private final String peer;
        private final BlockingQueue<Memo> heard = new LinkedBlockingQueue<>();
        private boolean open = true;
        /** Still writes when it is to close. */
        volatile boolean stuck;
        /** Has no room, as a link that is full of commands. */
        volatile boolean full;

        Line(String peer) {
            this.peer = peer;
        }

        /** What was refused before is taken now. */
        void empty() {
            full = false;
            memos.room(this);
        }

        void say(Memo memo) {
            memos.received(this, new Frame(FrameKind.MEMO, 0, codec.encode(memo)));
        }

        void say(String text) {
            memos.received(this, new Frame(FrameKind.MEMO, 0, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
        }

        <M extends Memo> M hears(Class<M> type) throws InterruptedException {
            Memo memo = heard.poll(10, TimeUnit.SECONDS);
            if (!type.isInstance(memo)) {
                throw new AssertionError("Heard " + memo + ", not " + type.getSimpleName());
            }
            return type.cast(memo);
        }

        boolean hasHeardAll() {
            return heard.isEmpty();
        }

        @Override
        public String peer() {
            return peer;
        }

        @Override
        public boolean isAccepted() {
            return true;
        }

        @Override
        public synchronized long send(Frame frame) {
            if (!open || full) {
                return -1;
            }
            heard.add(codec.decode(frame.body()));
            return 1;
        }

        @Override
        public long written() {
            return 0;
        }

        @Override
        public int maxBody() {
            return Integer.MAX_VALUE;
        }

        @Override
        public synchronized boolean isOpen() {
            return open;
        }

        @Override
        public void beginClose() {
            if (!stuck) {
                end();
            }
        }

        /** A real one waits. */
        @Override
        public void close() {
            if (Thread.currentThread().getName().equals("bosun-boss")) {
                throw new AssertionError("The boss's thread would have to wait");
            }
            end();
        }

        private void end() {
            synchronized (this) {
                if (!open) {
                    return;
                }
                open = false;
            }
            memos.closed(this, "closed");
        }
    }
}
