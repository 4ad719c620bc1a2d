// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bosun.crew.HandState;
import io.bosun.crew.LaunchRequest;
import io.bosun.crew.Memo.Ack;
import io.bosun.crew.Memo.Bok;
import io.bosun.crew.Memo.End;
import io.bosun.crew.Memo.Rdy;
import io.bosun.crew.Memo.Reg;
import io.bosun.crew.Memo.Use;
import io.bosun.crew.boss.TestCrew.Launch;
import io.bosun.crew.boss.TestCrew.Line;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandTableTest {
    @TempDir
    Path directory;

    private TestCrew crew;

    @BeforeEach
    void start() throws Exception {
        crew = new TestCrew(directory);
    }

    @AfterEach
    void stop() throws Exception {
        crew.close();
    }

    @Test
    @DisplayName(
            "H67 H68 H72 REG, ACK, USE, RDY; when the last is ready all get the book, in the order of registration")
    void shouldHandOutTheBookWhenAllAreReady() throws Exception {
        crew.hands.add(TestHand.quick("h1", 1));
        crew.hands.add(TestHand.quick("h2", 1));
        CompletableFuture<Void> settled = crew.hands.start();
        Launch one = crew.launched();
        Launch two = crew.launched();
        Line second = crew.makeReady(two);
        assertThat(settled).isNotDone();
        assertThat(crew.hands.isCrewed()).isFalse();
        Line first = crew.makeReady(one);

        Bok book = first.hears(Bok.class);
        assertThat(second.hears(Bok.class)).isEqualTo(book);
        assertThat(book.book().keySet())
                .containsExactly(two.request().name(), one.request().name());
        assertThat(settled).succeedsWithin(java.time.Duration.ofSeconds(10));
        assertThat(crew.hands.isCrewed()).isTrue();
        assertThat(crew.hand("h1").pid()).isEqualTo(one.process().pid());
    }

    @Test
    @DisplayName("H67 H68 a repeated REG gets ACK and USE again, and all get the book again")
    void shouldAnswerARepeatedReg() throws Exception {
        Line line = oneReady();
        line.hears(Bok.class);
        line.say(new Reg("h1"));
        assertThat(line.hears(Ack.class).hand()).isEqualTo("h1");
        line.hears(Use.class);
        line.hears(Bok.class);
        assertThat(crew.hand("h1").state()).isEqualTo(HandState.READY);
    }

    @Test
    @DisplayName("A memo waits while the link is full of commands, and those after it stay behind it")
    void shouldSendWhatALinkHadNoRoomFor() throws Exception {
        crew.hands.add(TestHand.quick("h1", 1));
        crew.hands.start();
        Line line = crew.connect(crew.launched());
        line.full = true;
        line.say(new Reg("h1"));
        await().until(() -> crew.hand("h1").state() == HandState.REGISTERED);
        assertThat(line.hasHeardAll()).isTrue();
        line.empty();
        line.hears(Ack.class);
        line.say(new Rdy("h1", line.hears(Use.class).revision(), Map.of()));
        line.hears(Bok.class);
    }

    @Test
    @DisplayName("H69 FIX a stranger, a second link and another's name do not come in")
    void shouldCloseWhatIsNotTheAwaitedHand() throws Exception {
        Line line = oneReady();
        assertThat(crew.gate.admits("stranger", "token")).isFalse();
        Line stranger = crew.open("stranger");
        Line second = crew.open("h1");
        await().until(() -> !stranger.isOpen() && !second.isOpen());
        assertThat(line.isOpen()).isTrue();
        line.say(new Reg("h2"));
        await().until(() -> !line.isOpen());
    }

    @Test
    @DisplayName("H35 what is not a memo, or not for the boss, is dropped")
    void shouldDropWhatIsNotForIt() throws Exception {
        Line line = oneReady();
        line.hears(Bok.class);
        line.say("rubbish");
        line.say(new Bok("h1", Map.of()));
        line.say(new Reg("h1"));
        line.hears(Ack.class);
        assertThat(line.isOpen()).isTrue();
    }

    @Test
    @DisplayName("H69 FIX a hand that does not register in time is killed and started again, up to the limit")
    void shouldNotWaitForEver() throws Exception {
        crew.registrationMillis = 50;
        crew.hands.add(TestHand.quick("h1", 1));
        CompletableFuture<Void> settled = crew.hands.start();
        Launch first = crew.launched();
        Launch second = crew.launched();
        assertThat(settled).succeedsWithin(java.time.Duration.ofSeconds(10));
        assertThat(first.process().isAlive()).isFalse();
        assertThat(second.process().isAlive()).isFalse();
        HandView hand = crew.hand("h1");
        assertThat(hand.state()).isEqualTo(HandState.EXITED);
        assertThat(hand.restarts()).isEqualTo(1);
        assertThat(hand.lastExit()).contains("did not register within 50 ms").contains("(KILL)");
        assertThat(crew.hands.isCrewed()).isFalse();
    }

    @Test
    @DisplayName("H69 FIX a hand that registers and is not ready in time is killed and started again, up to the limit")
    void shouldNotWaitForAReadyHandForEver() throws Exception {
        crew.readyMillis = 50;
        crew.hands.add(TestHand.quick("h1", 1));
        CompletableFuture<Void> settled = crew.hands.start();
        for (int i = 0; i < 2; i++) {
            Launch launch = crew.launched();
            Line line = crew.connect(launch);
            line.say(new Reg("h1"));
            line.hears(Ack.class);
            launch.process().onExit().thenRun(line::close);
        }
        assertThat(settled).succeedsWithin(java.time.Duration.ofSeconds(10));
        HandView hand = crew.hand("h1");
        assertThat(hand.state()).isEqualTo(HandState.EXITED);
        assertThat(hand.restarts()).isEqualTo(1);
        assertThat(hand.lastExit()).contains("was not ready within 50 ms").contains("(KILL)");
    }

    @Test
    @DisplayName("W-H-4 W-H-6 H77 FIX a killed hand is noticed, named and replaced; the crew is whole again")
    void shouldReplaceAKilledHand() throws Exception {
        Line line = oneReady();
        line.hears(Bok.class);
        Launch first = last;
        first.process().destroyForcibly();
        line.close();
        Launch second = crew.launched();
        assertThat(second.request().token()).isNotEqualTo(first.request().token());
        assertThat(crew.gate.admits("h1", first.request().token())).isFalse();
        assertThat(crew.hands.isCrewed()).isFalse();
        crew.makeReady(second).hears(Bok.class);
        HandView hand = crew.hand("h1");
        assertThat(hand.lastExit()).startsWith("killed by signal 9 (KILL)");
        assertThat(hand.restarts()).isEqualTo(1);
        assertThat(hand.state()).isEqualTo(HandState.READY);
        assertThat(crew.hands.isCrewed()).isTrue();
    }

    @Test
    @DisplayName("H76 FIX a hand whose link is lost is killed, and replaced")
    void shouldKillAHandWithoutALink() throws Exception {
        Line line = oneReady();
        Launch first = last;
        line.close();
        crew.launched();
        assertThat(first.process().isAlive()).isFalse();
        assertThat(crew.hand("h1").lastExit()).contains("its link was closed").contains("(KILL)");
    }

    @Test
    @DisplayName("H76 FIX what a dead hand's link still has is awaited, but not for ever")
    void shouldNotWaitForALinkForEver() throws Exception {
        oneReady();
        last.process().destroyForcibly();
        crew.launched();
    }

    @Test
    @DisplayName("22 a hand that cannot run is given up with its reason")
    void shouldGiveUp() throws Exception {
        crew.command = new String[] {"sh", "-c", "exit 3"};
        crew.hands.add(TestHand.quick("h1", 2));
        assertThat(crew.hands.start()).succeedsWithin(java.time.Duration.ofSeconds(10));
        assertThat(crew.launches).hasSize(3);
        assertThat(crew.hand("h1").state()).isEqualTo(HandState.EXITED);
        assertThat(crew.hand("h1").lastExit()).isEqualTo("exited with status 3");
        crew.hands.end("h1");
        await().untilAsserted(() -> assertThat(crew.hands.isCrewed()).isTrue());
    }

    @Test
    void shouldGiveUpWhatCannotBeStarted() throws Exception {
        crew.command = new String[] {"/no/such/program"};
        crew.hands.add(TestHand.quick("h1", 1));
        assertThat(crew.hands.start()).succeedsWithin(java.time.Duration.ofSeconds(10));
        assertThat(crew.hand("h1").lastExit())
                .startsWith("could not be started")
                .contains("/no/such/program");
    }

    @Test
    @DisplayName("H74 FIX end: END, no restart, and the others are told")
    void shouldEndAHand() throws Exception {
        Line line = oneReady();
        line.hears(Bok.class);
        crew.hands.end("h1");
        assertThat(line.hears(End.class).name()).isEqualTo("boss");
        assertThat(crew.hand("h1").state()).isEqualTo(HandState.STOPPING);
        last.process().destroy();
        line.close();
        await().until(() -> crew.hand("h1").state() == HandState.EXITED);
        assertThat(crew.launches).isEmpty();
        assertThat(crew.hands.isCrewed()).isTrue();
    }

    @Test
    @DisplayName("W-H-7 H76 FIX a hand that hears neither END nor SIGTERM gets SIGKILL")
    void shouldEscalate() throws Exception {
        crew.command = new String[] {"sh", "-c", "trap '' TERM; echo; while :; do sleep 1; done"};
        Line line = oneReady();
        // The trap is set once it has written.
        assertThat(last.process().getInputStream().read()).isEqualTo('\n');
        CompletableFuture<Void> emptied = crew.hands.stop("test");
        last.process().onExit().thenRun(line::close);
        assertThat(emptied).succeedsWithin(java.time.Duration.ofSeconds(10));
        assertThat(crew.hand("h1").lastExit()).isEqualTo("killed by signal 9 (KILL)");
        assertThat(crew.hand("h1").state()).isEqualTo(HandState.EXITED);
    }

    @Test
    @DisplayName("H58 H76 FIX after the stop nothing is left: no process, no address; and it can start again")
    void shouldStartAgainAfterAStop() throws Exception {
        Line line = oneReady();
        Path socket = Path.of(last.request().link().getPath());
        last.process().onExit().thenRun(line::close);
        assertThat(crew.hands.stop("test")).succeedsWithin(java.time.Duration.ofSeconds(10));
        crew.hands.closeLinks().get(10, TimeUnit.SECONDS);
        assertThat(crew.listening).isFalse();
        assertThat(socket.getParent()).doesNotExist();
        assertThat(last.process().isAlive()).isFalse();
        crew.hands.start();
        crew.makeReady(crew.launched()).hears(Bok.class);
    }

    @Test
    @DisplayName("H63 FIX hands come, change and go while the boss runs; the others are left alone")
    void shouldFollowTheConfiguration() throws Exception {
        Line one = oneReady();
        Launch first = last;
        HandSettings settings = TestHand.quick("h2", 1);
        crew.hands.add(settings);
        Launch former = crew.launched();
        Line two = crew.makeReady(former);
        former.process().onExit().thenRun(two::close);
        crew.hands.remove(settings);
        HandSettings changed = TestHand.quick("h2", 1);
        crew.hands.add(changed);
        Launch latter = crew.launched();
        assertThat(former.process().isAlive()).isFalse();
        Line again = crew.makeReady(latter);
        latter.process().onExit().thenRun(again::close);
        await().until(crew.hands::isCrewed);
        crew.hands.remove(changed);
        await().until(() -> crew.hands.views().size() == 1 && !latter.process().isAlive());
        assertThat(first.process().isAlive()).isTrue();
        assertThat(one.isOpen()).isTrue();
    }

    @Test
    @DisplayName("H62 the boss's address is opened for its first hand, and not before")
    void shouldOpenItsAddressForTheFirstHand() throws Exception {
        assertThat(crew.listening).isFalse();
        assertThat(crew.hands.start()).succeedsWithin(java.time.Duration.ofSeconds(10));
        assertThat(crew.listening).isFalse();
        crew.hands.add(TestHand.quick("h1", 1));
        crew.launched();
        assertThat(crew.listening).isTrue();
    }

    @Test
    @DisplayName("H64 hands that were started beside one that cannot be are ended by a stop, though not registered")
    void shouldEndHandsThatAreNotYetRegistered() throws Exception {
        crew.hands.start();
        crew.hands.add(TestHand.quick("h1", 1));
        Launch first = crew.launched();
        crew.command = new String[] {"/no/such/program"};
        crew.hands.add(TestHand.quick("h2", 0));
        await().until(() -> crew.hands.views().size() == 2 && crew.hand("h2").state() == HandState.EXITED);
        assertThat(crew.hands.stop("test")).succeedsWithin(java.time.Duration.ofSeconds(10));
        assertThat(first.process().isAlive()).isFalse();
        assertThat(crew.hand("h1").lastExit()).isEqualTo("killed by signal 15 (TERM)");
    }

    @Test
    @DisplayName("H65 each launch is told the boss's address, its own name, and a token of its own")
    void shouldTellEachLaunchWhereTheBossIs() throws Exception {
        crew.hands.add(TestHand.quick("h1", 1));
        crew.hands.add(TestHand.quick("h2", 1));
        crew.hands.start();
        LaunchRequest one = crew.launched().request();
        LaunchRequest two = crew.launched().request();
        assertThat(one.link()).isEqualTo(two.link()).hasScheme("unix");
        assertThat(one.name()).isNotEqualTo(two.name());
        assertThat(one.directory()).hasFileName(one.name());
        assertThat(one.token()).isNotEqualTo(two.token());
        assertThat(crew.gate.admits(two.name(), one.token())).isFalse();
        assertThat(crew.gate.admits(one.name(), one.token())).isTrue();
    }

    @Test
    @DisplayName("H75 FIX the end of the crew waits for its own hands only")
    void shouldNotWaitForOtherChildren() throws Exception {
        Line line = oneReady();
        last.process().onExit().thenRun(line::close);
        Process other = new ProcessBuilder("sleep", "1000").start();
        try {
            assertThat(crew.hands.stop("test")).succeedsWithin(java.time.Duration.ofSeconds(10));
            assertThat(last.process().isAlive()).isFalse();
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    @DisplayName("H76 FIX links are closed without waiting for each; the end of all is waited for")
    void shouldWaitForLinksThatStillWrite() throws Exception {
        Line line = oneReady();
        crew.hands.add(TestHand.quick("h2", 1));
        Line other = crew.makeReady(crew.launched());
        line.stuck = true;
        CompletableFuture<Void> unlinked = crew.hands.closeLinks();
        passes();
        assertThat(other.isOpen()).isFalse();
        assertThat(unlinked).isNotDone();
        line.close();
        assertThat(unlinked).succeedsWithin(java.time.Duration.ofSeconds(10));
    }

    @Test
    @DisplayName("An orderly stop says nothing of a crew that is not whole")
    void shouldStopSilently() throws Exception {
        Line line = oneReady();
        last.process().onExit().thenRun(line::close);
        LogLines log = new LogLines(HandTable.class);
        try {
            assertThat(crew.hands.stop("test")).succeedsWithin(java.time.Duration.ofSeconds(10));
            passes();
        } finally {
            log.close();
        }
        assertThat(log.lines).isEmpty();
    }

    /** All that the owning thread had to do so far is done. */
    private void passes() {
        CompletableFuture<Void> passed = new CompletableFuture<>();
        crew.hands.run(() -> passed.complete(null));
        assertThat(passed).succeedsWithin(java.time.Duration.ofSeconds(10));
    }

    @Test
    @DisplayName("H63 a second configuration of the same name is left out")
    void shouldRefuseASecondConfiguration() throws Exception {
        oneReady();
        HandSettings second = TestHand.quick("h1", 1);
        crew.hands.add(second);
        crew.hands.remove(second);
        CompletableFuture<Void> passed = new CompletableFuture<>();
        crew.hands.run(() -> passed.complete(null));
        assertThat(passed).succeedsWithin(java.time.Duration.ofSeconds(10));
        assertThat(crew.hand("h1").state()).isEqualTo(HandState.READY);
        assertThat(last.process().isAlive()).isTrue();
    }

    @Test
    @DisplayName("3 memos that come faster than they are read close their link")
    void shouldBoundWhatWaits() throws Exception {
        Line line = oneReady();
        CompletableFuture<Void> hold = new CompletableFuture<>();
        crew.hands.run(hold::join);
        try {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 2_000; i++) {
                            line.say(new Rdy("h1", 0, Map.of()));
                        }
                    })
                    .hasMessageContaining("h1");
        } finally {
            hold.complete(null);
        }
    }

    private Launch last;

    private Line oneReady() throws InterruptedException {
        crew.hands.add(TestHand.quick("h1", 1));
        crew.hands.start();
        last = crew.launched();
        Line line = crew.makeReady(last);
        await().until(crew.hands::isCrewed);
        return line;
    }
}
