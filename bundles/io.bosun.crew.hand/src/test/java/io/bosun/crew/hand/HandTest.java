// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.hand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bosun.crew.Memo;
import io.bosun.crew.Memo.Ack;
import io.bosun.crew.Memo.Bok;
import io.bosun.crew.Memo.BundleRef;
import io.bosun.crew.Memo.End;
import io.bosun.crew.Memo.Rdy;
import io.bosun.crew.Memo.Reg;
import io.bosun.crew.Memo.Use;
import io.bosun.crew.MemoCodec;
import io.bosun.crew.memo.JsonMemoCodec;
import io.bosun.lifecycle.LifecycleBus;
import io.bosun.transport.link.Frame;
import io.bosun.transport.link.FrameKind;
import io.bosun.transport.link.Link;
import io.bosun.transport.link.LinkFactory;
import io.bosun.transport.link.LinkGate;
import io.bosun.transport.link.LinkServer;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

class HandTest {
    private static final URI ADDRESS = URI.create("unix:/somewhere/boss");

    @TempDir
    Path directory;

    private final MemoCodec codec = new JsonMemoCodec();
    private final BlockingQueue<Memo> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> exits = new LinkedBlockingQueue<>();
    private final Line line = new Line();
    private volatile boolean refused;
    private volatile String connected;
    private Framework framework;
    private Hand hand;

    @BeforeEach
    void start() throws Exception {
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE, directory.resolve("cache").toString(), "felix.log.level", "1"));
        framework.start();
        hand = new Hand(
                new Hand.Contact(ADDRESS, "h1", "secret"),
                bus(),
                new PlayedLinks(),
                codec,
                new HandBundles(framework.getBundleContext()));
    }

    @AfterEach
    void stop() throws Exception {
        hand.close();
        framework.stop();
        framework.waitForStop(10_000);
    }

    @Test
    @DisplayName("H66 FIX REG is sent again until it is acknowledged")
    void shouldRepeatReg() throws Exception {
        hand.start();
        assertThat(next()).isEqualTo(new Reg("h1"));
        assertThat(connected).isEqualTo(ADDRESS + " h1 secret");
        assertThat(next()).isEqualTo(new Reg("h1"));
        assertThat(next()).isEqualTo(new Reg("h1"));
        say(new Ack("boss", "h1", "unix:/somewhere/boss#h1"));
        heard.clear();
        say(new Use("boss", 1, List.of()));
        assertThat(next()).isEqualTo(new Rdy("h1", 1, Map.of()));
    }

    @Test
    @DisplayName("H70 H71 H73 FIX only what the boss signs and sends over its own link counts")
    void shouldHearTheBossAlone() throws Exception {
        registered();
        hand.received(line, frame(new End("h2")));
        Line another = new Line();
        hand.opened(another);
        hand.received(another, frame(new End("boss")));
        hand.received(line, new Frame(FrameKind.MEMO, 0, java.nio.ByteBuffer.wrap(new byte[] {1, 2})));
        say(new Reg("boss"));
        assertThat(exits).isEmpty();
        say(new Use("boss", 1, List.of()));
        assertThat(next()).isInstanceOf(Rdy.class);
    }

    @Test
    @DisplayName("H71 FIX a changed address in the book is an update")
    void shouldReplaceTheBook() throws Exception {
        registered();
        say(new Bok("boss", Map.of("h1", "a", "h2", "b")));
        say(new Bok("boss", Map.of("h1", "a", "h2", "c", "h3", "d")));
        assertThat(hand.book()).isEqualTo(Map.of("h1", "a", "h2", "c", "h3", "d"));
        assertThat(exits).isEmpty();
    }

    @Test
    @DisplayName("RDY waits while the link is full of replies, and only the newest one does")
    void shouldReportAsSoonAsThereIsRoom() throws Exception {
        registered();
        line.full = true;
        say(new Use("boss", 1, List.of()));
        await().until(() -> line.refusals.get() == 1);
        say(new Use("boss", 2, List.of()));
        await().until(() -> line.refusals.get() == 2);
        line.full = false;
        hand.room(line);
        assertThat(next()).isEqualTo(new Rdy("h1", 2, Map.of()));
    }

    @Test
    @DisplayName("H73 END ends it with status 0, and the link that closes then is no news")
    void shouldEnd() throws Exception {
        registered();
        say(new End("boss"));
        assertThat(exits.poll(10, TimeUnit.SECONDS)).isEqualTo("0 END");
        hand.closed(line, "end of file");
        assertThat(exits).isEmpty();
    }

    @Test
    @DisplayName("W-H-8 a lost boss ends it with status 1")
    void shouldEndWithItsBoss() throws Exception {
        registered();
        hand.closed(line, "end of file");
        assertThat(exits.poll(10, TimeUnit.SECONDS)).isEqualTo("1 link to the boss lost");
    }

    @Test
    @DisplayName("W-H-5 a boss that cannot be reached ends it with status 1")
    void shouldEndWithoutABoss() throws Exception {
        refused = true;
        hand.start();
        assertThat(exits.poll(10, TimeUnit.SECONDS)).startsWith("1 the boss cannot be reached at " + ADDRESS);
    }

    @Test
    @DisplayName("RDY names what went wrong")
    void shouldReportProblems() throws Exception {
        registered();
        BundleRef missing = new BundleRef(
                "missing", "1.0.0", "00", directory.resolve("no.jar").toUri().toString());
        say(new Use("boss", 4, List.of(missing)));
        Rdy rdy = (Rdy) next();
        assertThat(rdy.revision()).isEqualTo(4);
        assertThat(rdy.problems()).containsOnlyKeys("missing");
    }

    @Test
    @DisplayName("H76 FIX nothing of it is left after close")
    void shouldLeaveNoThread() throws Exception {
        registered();
        hand.close();
        assertThat(line.isOpen()).isFalse();
        assertThat(exits).isEmpty();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(each -> each.getName().equals("bosun-hand")));
    }

    private void registered() throws InterruptedException {
        hand.start();
        assertThat(next()).isEqualTo(new Reg("h1"));
        say(new Ack("boss", "h1", "x"));
        say(new Use("boss", 0, List.of()));
        Memo answer = next();
        while (answer instanceof Reg) {
            answer = next();
        }
        assertThat(answer).isInstanceOf(Rdy.class);
    }

    private Memo next() throws InterruptedException {
        Memo memo = heard.poll(10, TimeUnit.SECONDS);
        assertThat(memo).as("something is said").isNotNull();
        return memo;
    }

    private void say(Memo memo) {
        hand.received(line, frame(memo));
    }

    private Frame frame(Memo memo) {
        return new Frame(FrameKind.MEMO, 0, codec.encode(memo));
    }

    /** Of a bus a hand only asks to exit. */
    private LifecycleBus bus() {
        return (LifecycleBus) Proxy.newProxyInstance(
                LifecycleBus.class.getClassLoader(),
                new Class<?>[] {LifecycleBus.class},
                (proxy, method, arguments) -> {
                    exits.add(arguments[0] + " " + arguments[1]);
                    return null;
                });
    }

    private final class PlayedLinks implements LinkFactory {
        @Override
        public LinkServer listen(URI address, LinkGate gate) throws IOException {
            throw new IOException("A hand does not listen");
        }

        @Override
        public Link connect(URI address, String name, String token) throws IOException {
            if (refused) {
                throw new IOException("refused");
            }
            connected = address + " " + name + " " + token;
            hand.opened(line);
            return line;
        }
    }

    /** The hand's end of the link to its boss. */
    private final class Line implements Link {
        private volatile boolean open = true;
        private volatile boolean full;
        private final AtomicInteger refusals = new AtomicInteger();

        @Override
        public String peer() {
            return "boss";
        }

        @Override
        public boolean isAccepted() {
            return false;
        }

        @Override
        public long send(Frame frame) {
            if (full) {
                refusals.incrementAndGet();
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
        public boolean isOpen() {
            return open;
        }

        @Override
        public void beginClose() {
            close();
        }

        @Override
        public void close() {
            open = false;
            hand.closed(this, "closed");
        }
    }
}
