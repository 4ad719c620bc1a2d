// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bosun.codec.cbor.Codecs;
import io.bosun.command.Command;
import io.bosun.command.CommandException;
import io.bosun.command.DeadLetter;
import io.bosun.command.Reason;
import io.bosun.command.provider.Commands.Ask;
import io.bosun.transport.Payload;
import io.bosun.transport.PayloadCodec;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeadLetterStoreTest {
    private static final PayloadCodec CODEC = Codecs.plain();

    /** A command of any size. */
    public record Parcel(byte[] content) implements Command<Void> {
        @Override
        public String toString() {
            return "Parcel of " + content.length;
        }
    }

    /** Cannot even be printed. */
    public record Unprintable(int id) implements Command<Void> {
        @Override
        public String toString() {
            throw new StackOverflowError("on purpose");
        }
    }

    /** Has a component that cannot be encoded. */
    public record Unencodable(Thread thread) implements Command<Void> {
        @Override
        public String toString() {
            return "Unencodable";
        }
    }

    private static final class Unspeakable extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String toString() {
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    @DisplayName(
            "Promise 3: the store is bounded in number: a new letter displaces the oldest, and the total counts on")
    void shouldKeepTheLastLettersAndCountAll() {
        DeadLetterStore store = Letters.store(3, 1_000);
        IntStream.range(0, 10).forEach(i -> Letters.add(store, i, new Ask(i)));
        assertThat(store.letters()).extracting(DeadLetter::number).containsExactly(8L, 9L, 10L);
        assertThat(store.letters()).extracting(DeadLetter::id).containsExactly(7L, 8L, 9L);
        assertThat(store.total()).isEqualTo(10);
        assertThat(store.letter(9)).contains(store.letters().get(1));
        assertThat(store.letter(7)).isEmpty();
    }

    @Test
    @DisplayName("Promise 3: the store is bounded in bytes: a new letter displaces the oldest")
    void shouldKeepNoMoreBytesThanItMay() {
        DeadLetterStore store = Letters.store(1_000, 10_000);
        IntStream.range(0, 10).forEach(i -> Letters.add(store, i, new Parcel(new byte[2_400])));
        int each = CODEC.encode(new Parcel(new byte[2_400])).length();
        assertThat(store.letters()).extracting(DeadLetter::id).containsExactly(6L, 7L, 8L, 9L);
        assertThat(store.letters()).extracting(DeadLetter::payloadBytes).containsOnly(each);
    }

    @Test
    void shouldTellAllAboutALetter() {
        DeadLetterStore store = Letters.store(3, 1_000);
        Letters.Given given = new Letters.Given(17, new Ask(5));
        store.add(given, "desk", Reason.MAY_HAVE_RUN, true, new IllegalStateException("gone"));
        DeadLetter letter = store.letters().get(0);
        assertThat(letter)
                .isEqualTo(new DeadLetter(
                        1,
                        17,
                        given.key(),
                        "desk",
                        given.sender(),
                        Reason.MAY_HAVE_RUN,
                        true,
                        "java.lang.IllegalStateException: gone",
                        "Ask[id=5]",
                        CODEC.encode(new Ask(5)).length(),
                        letter.time()));
    }

    @Test
    void shouldNotKeepACommandThatWouldTakeMoreThanAQuarterOfAllBytes() {
        DeadLetterStore store = Letters.store(10, 4_000);
        int around = CODEC.encode(new Parcel(new byte[900])).length() - 900;
        Letters.add(store, 0, new Ask(1));
        Letters.add(store, 1, new Parcel(new byte[1_000 - around]));
        Letters.add(store, 2, new Parcel(new byte[1_001 - around]));
        Letters.add(store, 3, new Payload(ByteBuffer.allocate(1_001)));
        assertThat(store.letters())
                .extracting(DeadLetter::payloadBytes)
                .containsExactly(CODEC.encode(new Ask(1)).length(), 1_000, 0, 0);
        assertThat(store.letters().get(2).command()).isEqualTo("Parcel of " + (1_001 - around));
        assertThatThrownBy(() -> store.replay(3))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("1001 bytes are more than a quarter of deadLetterBytes, which is 4000");
    }

    @Test
    void shouldKeepNoBytesWhereNoneAreAllowed() {
        DeadLetterStore store = Letters.store(10, 0);
        Letters.add(store, 0, new Ask(1));
        assertThat(store.letters().get(0).payloadBytes()).isZero();
        assertThatThrownBy(() -> store.replay(1)).hasMessageContaining("deadLetterBytes is 0");
    }

    @Test
    void shouldKeepTheTextOfACommandWithoutACodec() {
        DeadLetterStore store = Letters.store(10, 1_000);
        store.unsetCodec(Letters.CODEC);
        Letters.add(store, 0, new Ask(1));
        store.setCodec(CODEC);
        Letters.add(store, 1, new Ask(2));
        assertThat(store.letters()).extracting(DeadLetter::command).containsExactly("Ask[id=1]", "Ask[id=2]");
        assertThat(store.letters().get(0).payloadBytes()).isZero();
        assertThat(store.letters().get(1).payloadBytes()).isPositive();
        assertThatThrownBy(() -> store.replay(1)).hasMessageContaining("deploy io.bosun.codec.cbor");
    }

    @Test
    void shouldKeepTheTextOfACommandThatCannotBeEncoded() {
        DeadLetterStore store = Letters.store(10, 1_000);
        Letters.add(store, 0, new Unencodable(Thread.currentThread()));
        assertThat(store.letters().get(0).payloadBytes()).isZero();
        assertThat(store.letters().get(0).command()).isEqualTo("Unencodable");
        assertThatThrownBy(() -> store.replay(1))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("Dead letter 1 cannot be replayed")
                .hasMessageContaining("Unencodable.thread");
    }

    @Test
    void shouldSurviveACommandAndACauseThatCannotBePrinted() {
        DeadLetterStore store = Letters.store(10, 1_000);
        store.add(new Letters.Given(1, new Unprintable(1)), null, Reason.REFUSED, false, new Unspeakable());
        DeadLetter letter = store.letters().get(0);
        assertThat(letter.command()).contains(Unprintable.class.getName()).contains("StackOverflowError");
        assertThat(letter.detail()).contains(Unspeakable.class.getName()).contains("IllegalStateException");
        assertThat(letter.target()).isEmpty();
        assertThat(letter.payloadBytes()).isPositive();
    }

    @Test
    void shouldCutLongTexts() {
        DeadLetterStore store = Letters.store(10, 1_000);
        String text = "x".repeat(2_000);
        Commands.Answer any = new Commands.Answer(text);
        store.add(new Letters.Given(1, any), "desk", Reason.REFUSED, false, new CommandException(text));
        assertThat(store.letters().get(0).command()).hasSize(1_000).startsWith("Answer[text=xxx");
        assertThat(store.letters().get(0).detail()).hasSize(1_000);
    }

    @Test
    @DisplayName("Promise 3: of a buffer that a command shares with others only its own bytes are kept")
    void shouldCopyAPayloadThatIsPartOfALargerBuffer() {
        DeadLetterStore store = Letters.store(10, 1_000);
        byte[] large = new byte[1 << 16];
        large[100] = 7;
        Payload[] sent = new Payload[1];
        store.onReplay((key, payload) -> {
            sent[0] = payload;
            return Letters.REFUSED;
        });
        Letters.add(store, 0, new Payload(ByteBuffer.wrap(large, 100, 12).slice()));
        large[100] = 8;
        store.replay(1);
        assertThat(sent[0].bytes().array()).hasSize(12);
        assertThat(sent[0].bytes().get(0)).isEqualTo((byte) 7);
        assertThat(store.letters().get(0).command()).isEqualTo("12 bytes of " + Letters.KEY);
        assertThat(store.letters().get(0).payloadBytes()).isEqualTo(12);
    }

    @Test
    @DisplayName("Trap, unloading: a letter does not hold the loader of its record, nor that of its cause")
    void shouldLetTheLoaderOfARecordGo() throws Exception {
        DeadLetterStore store = Letters.store(10, 1_000);
        WeakReference<ClassLoader> loader = new WeakReference<>(addOfALoaderOfItsOwn(store));
        await().atMost(BusRig.LIVE).until(() -> {
            System.gc();
            return loader.get() == null;
        });
        assertThat(store.letters()).hasSize(1);
        assertThat(store.letters().get(0).command()).isEqualTo("Ask[id=5]");
        assertThat(store.letters().get(0).detail()).endsWith("OfABundle: gone");
        assertThat(store.letters().get(0).payloadBytes()).isPositive();
    }

    /** A cause that a bundle brings. */
    public static final class OfABundle extends RuntimeException {
        private static final long serialVersionUID = 1;

        public OfABundle() {
            super("gone");
        }
    }

    private static ClassLoader addOfALoaderOfItsOwn(DeadLetterStore store) throws Exception {
        try (OwnLoader loader = new OwnLoader(Commands.class, Ask.class, OfABundle.class)) {
            Class<?> type = loader.loadClass(Ask.class.getName());
            assertThat(type.getClassLoader()).isSameAs(loader);
            Object command = type.getConstructor(int.class).newInstance(5);
            Class<?> failure = loader.loadClass(OfABundle.class.getName());
            RuntimeException cause = (RuntimeException) failure.getConstructor().newInstance();
            assertThat(cause.getClass().getClassLoader()).isSameAs(loader);
            store.add(new Letters.Given(1, command), "desk", Reason.TARGET_GONE, false, cause);
            return loader;
        }
    }

    @Test
    void shouldPurgeWhatIsChosen() {
        DeadLetterStore store = Letters.store(10, 1_000);
        IntStream.range(0, 10).forEach(i -> Letters.add(store, i, new Ask(i)));
        assertThat(store.purge(each -> each.id() % 2 == 0)).isEqualTo(5);
        assertThat(store.letters()).extracting(DeadLetter::id).containsExactly(1L, 3L, 5L, 7L, 9L);
        assertThat(store.purge(each -> each.id() % 2 == 0)).isZero();
        assertThat(store.total()).isEqualTo(10);
    }

    @Test
    @DisplayName("Rule 8: the predicate of a purge is called outside the lock")
    void shouldTakeLettersWhileAPurgeChooses() {
        DeadLetterStore store = Letters.store(2, 1_000);
        Letters.add(store, 0, new Ask(0));
        int purged = store.purge(each -> {
            Thread other = new Thread(() -> IntStream.range(1, 3).forEach(i -> Letters.add(store, i, new Ask(i))));
            other.start();
            await().atMost(BusRig.LIVE).until(() -> !other.isAlive());
            return true;
        });
        assertThat(purged).as("it was displaced meanwhile").isZero();
        assertThat(store.letters()).extracting(DeadLetter::id).containsExactly(1L, 2L);
    }

    @Test
    void shouldGiveBackTheBytesOfWhatIsPurged() {
        DeadLetterStore store = Letters.store(1_000, 10_000);
        IntStream.range(0, 4).forEach(i -> Letters.add(store, i, new Parcel(new byte[2_400])));
        assertThat(store.purge(each -> each.id() > 0)).isEqualTo(3);
        IntStream.range(4, 7).forEach(i -> Letters.add(store, i, new Parcel(new byte[2_400])));
        assertThat(store.letters()).extracting(DeadLetter::id).containsExactly(0L, 4L, 5L, 6L);
    }

    @Test
    @DisplayName("Reliability row 19: smaller limits hold at once; wrong ones change nothing")
    void shouldTrimAtOnceWhenItsLimitsShrink() {
        DeadLetterStore store = Letters.store(10, 10_000);
        IntStream.range(0, 10).forEach(i -> Letters.add(store, i, new Parcel(new byte[900])));
        store.configure(Letters.settings(8, 10_000));
        assertThat(store.letters()).extracting(DeadLetter::id).containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        store.configure(Letters.settings(8, 2_000));
        assertThat(store.letters()).extracting(DeadLetter::id).containsExactly(8L, 9L);
        store.modified(Letters.configuration(0, 1_000));
        store.modified(Letters.configuration(1, -1));
        assertThat(store.letters()).hasSize(2);
        store.modified(Letters.configuration(1, 1_000));
        assertThat(store.letters()).extracting(DeadLetter::id).containsExactly(9L);
    }

    @Test
    void shouldRefuseAWrongConfigurationAsAWholeAndKeepWhatThereWas() {
        List<String> told = new ArrayList<>();
        Settings before = Letters.settings(8, 2_000);
        assertThat(Settings.of(Letters.configuration(0, 1_000), before, told::add))
                .isSameAs(before);
        assertThat(told).singleElement().asString().contains("deadLetterLimit is 0: use 1 or more");
        assertThat(Settings.defaults().graceMillis()).isEqualTo(5_000);
    }

    @Test
    void shouldRefuseALimitOfNothing() {
        assertThatThrownBy(() -> new Settings(0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("deadLetterLimit is 0");
        assertThatThrownBy(() -> new Settings(-1, 0, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("graceMillis is -1");
    }

    @Test
    @DisplayName("Promise 3: a storm of letters of any size leaves the last ones, within both bounds")
    void shouldStayWithinItsBoundsInAStorm() throws Exception {
        long seed = System.nanoTime();
        int threads = 4;
        int each = 5_000;
        DeadLetterStore store = Letters.store(1_000, 200_000);
        List<Thread> storm = IntStream.range(0, threads)
                .mapToObj(thread -> new Thread(() -> {
                    Random random = new Random(seed + thread);
                    for (int i = 0; i < each; i++) {
                        Letters.add(store, i, new Parcel(new byte[random.nextInt(random.nextInt(1_000) + 1)]));
                        if (random.nextInt(100) == 0) {
                            store.purge(letter -> letter.number() % 7 == 0);
                        }
                    }
                }))
                .toList();
        storm.forEach(Thread::start);
        for (Thread thread : storm) {
            thread.join();
        }
        assertThat(store.total()).isEqualTo(threads * each);
        List<DeadLetter> left = store.letters();
        assertThat(left).as("seed %d", seed).hasSizeBetween(1, 1_000).allMatch(letter -> letter.payloadBytes() > 0);
        assertThat(left).extracting(DeadLetter::number).as("seed %d", seed).isSorted();
        assertThat(left.stream().mapToLong(DeadLetter::payloadBytes).sum())
                .as("seed %d", seed)
                .isLessThanOrEqualTo(200_000);
        assertThat(store.purge(letter -> true)).isEqualTo(left.size());
        int one = CODEC.encode(new Parcel(new byte[1_000])).length();
        IntStream.range(0, 1_000).forEach(i -> Letters.add(store, i, new Parcel(new byte[1_000])));
        assertThat(store.letters())
                .as("seed %d: no byte is counted twice", seed)
                .hasSize(200_000 / one);
    }
}
