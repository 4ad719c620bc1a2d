// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.lifecycle.BusChannels;
import io.bosun.lifecycle.ChannelFailures;
import io.bosun.lifecycle.ExitRequest;
import io.bosun.lifecycle.LogLevel;
import io.bosun.lifecycle.ProcessState;
import io.bosun.lifecycle.TransitionReport.Outcome;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LogTest {
    private final Rig rig = new Rig();
    private final SerialBus bus = rig.bus;
    private final List<String> written = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger("bosun.bus.test");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            String cause = record.getThrown() == null
                    ? ""
                    : " <" + record.getThrown().getClass().getSimpleName() + ">";
            written.add(record.getLevel() + " " + record.getMessage() + cause);
        }

        @Override
        public void flush() {
            // nothing is kept
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    @BeforeEach
    void listen() {
        logger.setUseParentHandlers(false);
        logger.setLevel(Level.INFO);
        logger.addHandler(handler);
    }

    @AfterEach
    void close() {
        rig.close();
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
        logger.setLevel(null);
    }

    @Test
    @DisplayName("MB-14: what is logged is published on the log channel: message, level, cause")
    void shouldPublishLog() {
        Exception cause = new Exception("cause");
        List<List<Object>> heard = new CopyOnWriteArrayList<>();
        bus.subscribe(BusChannels.LOG, event -> heard.add(event.arguments()));

        bus.log(LogLevel.WARN, "something", cause);
        bus.log(25, "nothing");

        assertThat(heard.get(0)).containsExactly("something", 30, cause);
        assertThat(heard.get(1)).containsExactly("nothing", 25, null);
        assertThat(written).isEmpty();
    }

    @Test
    @DisplayName("MB-14: while nobody hears the channel, it goes to the logger of the bus; states with DEBUG")
    void shouldWriteLogWithoutListeners() throws Exception {
        logger.setLevel(Level.ALL);
        bus.log(LogLevel.DEBUG, "debug");
        bus.log(LogLevel.INFO, "info");
        bus.log(LogLevel.WARN, "warning", new Exception());
        bus.log(LogLevel.ERROR, "error");
        bus.transition(ProcessState.ENTER, "test");

        assertThat(written)
                .startsWith("FINE debug", "INFO info", "WARNING warning <Exception>", "SEVERE error")
                .contains("FINE Bus state: ENTER");
    }

    @Test
    @DisplayName("MB-14: the bus says how each walk went, in one line")
    void shouldSayHowWalkWent() throws Exception {
        List<String> logged = rig.logged();
        bus.transition(ProcessState.IDLE, "test");
        bus.transition(ProcessState.START_ERROR, "why not");

        assertThat(logged)
                .anyMatch(line -> line.matches("20 REACHED: INITIAL > ENTER > IDLE in \\d+ ms \\(test\\)"))
                .anyMatch(line -> line.matches("20 UNREACHABLE: IDLE, not to START_ERROR in \\d+ ms \\(why not\\)"));
    }

    @Test
    @DisplayName("W-MB-2: a failed walk is told on the console too, whoever hears the log")
    void shouldTellFailureTwice() throws Exception {
        List<String> logged = rig.logged();
        rig.fail("START", new Exception("port in use"));
        bus.transition(ProcessState.RUN, "test");

        assertThat(written).singleElement().asString().matches("WARNING FAILED: .* \\(test\\): .*port in use.*");
        assertThat(logged).anyMatch(line -> line.startsWith("30 FAILED: "));
    }

    @Test
    @DisplayName("MB-19: a failing listener of the log is no failure of the hop whose line it gets")
    void shouldNotFailHopForLog() throws Exception {
        rig.fail(BusChannels.LOG, new Exception("full"));

        assertThat(rig.run().outcome()).isEqualTo(Outcome.REACHED);
        assertThat(bus.exitStatus()).isZero();
    }

    @Test
    @DisplayName("W-MB-6: failing listeners of the log poison nothing, and are told once a second, not on the log")
    void shouldBearFailingLog() throws Exception {
        rig.fail(BusChannels.LOG, 10, new Exception("full"));
        rig.fail(BusChannels.LOG, 20, new ExitRequest(3, "no log, no bus"));
        rig.fail(BusChannels.LOG, 30, new StackOverflowError());
        List<String> heard = new CopyOnWriteArrayList<>();
        bus.subscribe(
                BusChannels.LOG,
                90,
                event -> heard.add((String) event.arguments().get(0)));

        rig.run();
        bus.transition(ProcessState.EXITED, "test");

        assertThat(bus.state()).isEqualTo(ProcessState.EXITED);
        assertThat(bus.exitStatus()).isZero();
        assertThat(heard).contains("Bus state: ENTER", "Bus state: EXITED").noneMatch(line -> line.contains("Error"));
        assertThat(written).isNotEmpty().hasSizeLessThan(10);
        assertThat(written.get(0)).startsWith("WARNING Error in log listener").endsWith("<Exception>");
    }

    @Test
    @DisplayName("W-MB-6: a listener of the log that logs is not told that, for ever")
    void shouldNotLogInCircles() {
        List<String> heard = new CopyOnWriteArrayList<>();
        bus.subscribe(BusChannels.LOG, event -> {
            heard.add((String) event.arguments().get(0));
            bus.log(LogLevel.ERROR, "own");
            return null;
        });

        bus.log(LogLevel.INFO, "first");
        bus.log(LogLevel.INFO, "second");

        assertThat(heard).containsExactly("first", "second");
        assertThat(written).first().asString().contains("logs itself").contains("own");
    }

    @Test
    @DisplayName("MB-11: a listener of the log that fails in a publication is thrown there, and not logged on the log")
    void shouldNotLogFailureOfLog() {
        List<String> logged = rig.logged();
        rig.fail(BusChannels.LOG, new Exception("full"));

        assertThatThrownBy(() -> bus.publish(BusChannels.LOG, "said", 20, null)).isInstanceOf(ChannelFailures.class);
        assertThat(logged).containsExactly("20 said");
    }

    @Test
    @DisplayName(
            "W-MB-6: a log listener that is interrupted, or leaves an interrupt, has no state's listener interrupted")
    void shouldKeepInterruptFromListeners() throws Exception {
        bus.subscribe(BusChannels.LOG, event -> {
            throw new InterruptedException("own");
        });
        List<Boolean> flags = new CopyOnWriteArrayList<>();
        for (String state : List.of("START", "RUN")) {
            bus.subscribe(state, -2, event -> flags.add(Thread.currentThread().isInterrupted()));
        }

        rig.run();

        assertThat(flags).containsExactly(false, false);
    }
}
