// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bosun.command.Acceptance;
import io.bosun.command.DeadLetter;
import io.bosun.command.Reason;
import io.bosun.command.UnknownCommandException;
import io.bosun.command.provider.Commands.Ask;
import io.bosun.command.provider.Commands.News;
import io.bosun.transport.Envelope;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.ServiceRegistration;

@Timeout(60)
class BroadcastTest {
    private BusRig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new BusRig("boss", BusRig.settings(50, 10_000, 10_000));
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private ServiceRegistration<?> reader(String target, Queue<Integer> read) {
        return rig.handle(News.class, target, (command, context) -> {
            read.add(command.id());
            return null;
        });
    }

    @Test
    @DisplayName("MS-16 a broadcast reaches every handler once, however many there are and come and go")
    void shouldReachEveryHandlerOfMany() {
        List<Queue<Integer>> reads = new ArrayList<>();
        List<ServiceRegistration<?>> handlers = new ArrayList<>();
        int sent = 0;
        for (int many : List.of(2, 15, 18, 40)) {
            while (handlers.size() < many) {
                Queue<Integer> read = new ConcurrentLinkedQueue<>();
                reads.add(read);
                // The first two of them have a target together.
                handlers.add(reader("reader" + Math.max(1, handlers.size()), read));
            }
            Integer last = ++sent;
            rig.bus.send(new News(last));
            await().atMost(BusRig.LIVE).until(() -> reads.stream().allMatch(each -> each.contains(last)));
        }
        handlers.get(0).unregister();
        handlers.get(30).unregister();
        rig.bus.send(new News(sent + 1));
        Integer end = sent + 1;
        await().atMost(BusRig.LIVE)
                .until(() -> IntStream.range(0, 40)
                        .filter(i -> i != 0 && i != 30)
                        .allMatch(i -> reads.get(i).contains(end)));
        assertThat(reads.get(0)).doesNotContain(end);
        assertThat(reads.get(30)).doesNotContain(end);
        assertThat(reads).allMatch(each -> each.stream().distinct().count() == each.size());
    }

    @Test
    @DisplayName("MS-16, MS-38 a broadcast reaches every target once, and all see one order")
    void shouldReachEveryTargetOnceInOneOrder() throws Exception {
        List<Queue<Integer>> reads = IntStream.range(0, 3)
                .mapToObj(i -> (Queue<Integer>) new ConcurrentLinkedQueue<Integer>())
                .toList();
        for (int i = 0; i < 3; i++) {
            reader("reader" + i, reads.get(i));
        }
        PeerBerth peer = rig.add(new PeerBerth("remote", "h1", 10_000, News.class));
        assertThat(rig.registry.failures()).isEmpty();
        List<Thread> senders = IntStream.range(0, 3)
                .mapToObj(t -> new Thread(() -> {
                    for (int i = 0; i < 200; i++) {
                        assertThat(rig.bus.send(new News(t * 1000 + i))).isSameAs(Acceptance.ACCEPTED);
                    }
                }))
                .toList();
        senders.forEach(Thread::start);
        for (Thread each : senders) {
            each.join();
        }
        await().atMost(BusRig.LIVE).until(() -> reads.stream().allMatch(each -> each.size() == 600));
        List<Integer> order = List.copyOf(reads.get(0));
        assertThat(order).doesNotHaveDuplicates();
        assertThat(List.copyOf(reads.get(1))).isEqualTo(order);
        assertThat(List.copyOf(reads.get(2))).isEqualTo(order);
        List<Integer> remote = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            remote.add(((News) peer.take().command()).id());
        }
        assertThat(remote).isEqualTo(order);
        assertThat(rig.letters.total()).isZero();
    }

    @Test
    void shouldReachEveryHandlerOfATarget() throws Exception {
        Queue<Integer> first = new ConcurrentLinkedQueue<>();
        Queue<Integer> second = new ConcurrentLinkedQueue<>();
        reader("reader", first);
        reader("reader", second);
        rig.bus.send(new News(1));
        await().atMost(BusRig.LIVE).until(() -> first.size() == 1 && second.size() == 1);
        assertThat(rig.bus.counts().accepted()).isEqualTo(1);
    }

    @Test
    @DisplayName("A broadcast is accepted if one berth took it; the others' copies become letters")
    void shouldBeAcceptedIfOneTookIt() throws Exception {
        Queue<Integer> read = new ConcurrentLinkedQueue<>();
        PeerBerth full = rig.add(new PeerBerth("remote", "h1", 0, News.class));
        assertThat(rig.bus.send(new News(1)).reason()).contains(Reason.REJECTED_FULL);
        assertThat(rig.letters.total()).isZero();
        reader("reader", read);
        assertThat(rig.bus.send(new News(2)).isAccepted()).isTrue();
        await().atMost(BusRig.LIVE).until(() -> read.contains(2));
        assertThat(rig.letters.letters())
                .singleElement()
                .returns(Reason.REJECTED_FULL, DeadLetter::reason)
                .returns("remote", DeadLetter::target);
        assertThat(full.size()).isZero();
    }

    @Test
    void shouldMakeALetterOfTheCopyOfAHandlerThatStaysAway() throws Exception {
        Queue<Integer> read = new ConcurrentLinkedQueue<>();
        reader("here", read);
        ServiceRegistration<?> gone = reader("gone", read);
        gone.unregister();
        assertThat(rig.bus.send(new News(1)).isAccepted()).isTrue();
        await().atMost(BusRig.LIVE).until(() -> rig.letters.total() == 1);
        assertThat(rig.letters.letters().get(0).reason()).isEqualTo(Reason.NO_HANDLER);
        assertThat(rig.letters.letters().get(0).target()).isEqualTo("gone");
        assertThat(read).containsExactly(1);
    }

    @Test
    void shouldNameTheTargetOfEachCopyAndItsNumber() throws Exception {
        PeerBerth one = rig.add(new PeerBerth("one", "h1", 10, News.class));
        PeerBerth two = rig.add(new PeerBerth("two", "h1", 10, News.class));
        rig.bus.send(new News(1));
        Envelope first = one.take();
        Envelope second = two.take();
        assertThat(first.headers()).containsEntry("bosun.target", "one");
        assertThat(second.headers()).containsEntry("bosun.target", "two");
        assertThat(first.headers().get("bosun.broadcast"))
                .isEqualTo(second.headers().get("bosun.broadcast"));
        assertThat(first.wantsReply()).isFalse();
    }

    @Test
    @DisplayName("A broadcast has no single reply")
    void shouldRefuseToAskEverybody() throws Exception {
        reader("reader", new ConcurrentLinkedQueue<>());
        assertThat(BusTests.reason(rig.bus.ask(new News(1)))).isEqualTo(Reason.REFUSED);
        assertThatThrownBy(() -> rig.registry.routeFor(Ask.class)).isInstanceOf(UnknownCommandException.class);
    }
}
