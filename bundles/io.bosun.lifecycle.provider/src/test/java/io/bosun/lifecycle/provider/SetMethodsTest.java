// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.bosun.lifecycle.BusChannel;
import io.bosun.lifecycle.BusEvent;
import io.bosun.lifecycle.BusListener;
import io.bosun.lifecycle.BusPriority;
import io.bosun.lifecycle.ListenerSet;
import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the methods of a listener set")
class SetMethodsTest {
    private static final BusEvent EVENT = new Publication(null, "RUN", List.of(), null);

    public static class Server implements ListenerSet {
        @BusChannel("START")
        @BusPriority(BusPriority.START_SERVERS)
        public String open(BusEvent event) {
            return "open " + event.channel();
        }

        @BusChannel({"STOP", "EXIT", "STOP"})
        public void close() {}

        public void unrelated(int number) {}
    }

    public static class Quiet extends Server {
        @Override
        public String open(BusEvent event) {
            return "quietly " + super.open(event);
        }

        @Override
        @BusPriority(10)
        public void close() {}
    }

    public static class Moved extends Server {
        @Override
        @BusChannel("RUN")
        public String open(BusEvent event) {
            return "moved";
        }
    }

    public interface Opens {
        @BusChannel("START")
        default String open() {
            return "by default";
        }
    }

    public static class Opener implements ListenerSet, Opens {}

    abstract static class Hidden implements ListenerSet {
        @BusChannel("RUN")
        public String run() {
            return "run";
        }
    }

    public static class Shown extends Hidden {}

    static class Unseen implements ListenerSet {
        @BusChannel("RUN")
        public void run() {}
    }

    public static class Deaf implements ListenerSet {}

    public static class Secretive implements ListenerSet {
        @BusChannel("RUN")
        private void run() {}
    }

    public static class Static implements ListenerSet {
        @BusChannel("RUN")
        public static void run() {}
    }

    public static class Guarded implements ListenerSet {
        @BusChannel("RUN")
        protected void run() {}
    }

    public static class Greedy implements ListenerSet {
        @BusChannel("RUN")
        public void run(BusEvent event, String more) {}
    }

    public static class Strange implements ListenerSet {
        @BusChannel("RUN")
        public void run(Object event) {}
    }

    public static class Aimless implements ListenerSet {
        @BusChannel({})
        public void run() {}
    }

    public static class Blank implements ListenerSet {
        @BusChannel({"RUN", " "})
        public void run() {}
    }

    public static class Mute implements ListenerSet {
        @BusPriority(3)
        public void run() {}
    }

    public static class Thrower implements ListenerSet {
        @BusChannel("a")
        public void checked() throws Exception {
            throw new IOException("checked");
        }

        @BusChannel("b")
        public void error() {
            throw new AssertionError("error");
        }

        @BusChannel("c")
        public void odd() throws Throwable {
            throw new Throwable("odd");
        }
    }

    @Test
    @DisplayName("MB-15: each has its channels and its priority, 50 if it says none")
    void shouldReadMethods() {
        assertThat(SetMethods.of(Server.class))
                .extracting(SetMethod::name, SetMethod::channels, SetMethod::priority)
                .containsExactly(tuple("close", List.of("STOP", "EXIT"), 50), tuple("open", List.of("START"), 75));
    }

    @Test
    @DisplayName("MB-15: one that overrides another listens as that does, at a priority of its own if it has one")
    void shouldInherit() throws Exception {
        assertThat(SetMethods.of(Quiet.class))
                .extracting(SetMethod::name, SetMethod::channels, SetMethod::priority)
                .containsExactly(tuple("close", List.of("STOP", "EXIT"), 10), tuple("open", List.of("START"), 75));
        assertThat(call(new Quiet(), 1)).isEqualTo("quietly open RUN");
    }

    @Test
    @DisplayName("MB-15: one that is declared anew listens as the new declaration says, and forgets the old priority")
    void shouldRedeclare() {
        assertThat(SetMethods.of(Moved.class))
                .extracting(SetMethod::name, SetMethod::channels, SetMethod::priority)
                .containsExactly(tuple("close", List.of("STOP", "EXIT"), 50), tuple("open", List.of("RUN"), 50));
    }

    @Test
    @DisplayName("MB-15: methods of public interfaces and of hidden superclasses are found on public classes")
    void shouldFindInherited() throws Exception {
        assertThat(call(new Opener(), 0)).isEqualTo("by default");
        assertThat(call(new Shown(), 0)).isEqualTo("run");
    }

    @Test
    @DisplayName("MB-15: what cannot listen is refused, with the method and what to do")
    void shouldRefuse() {
        refuses(Unseen.class, "Unseen.run()", "make it, and its class, public");
        refuses(Guarded.class, "Guarded.run()", "make it, and its class, public");
        refuses(Secretive.class, "Secretive.run()", "make it a public method of the object");
        refuses(Static.class, "Static.run()", "make it a public method of the object");
        refuses(Greedy.class, "Greedy.run(BusEvent, String)", "take none, or one BusEvent");
        refuses(Strange.class, "Strange.run(Object)", "take none, or one BusEvent");
        refuses(Aimless.class, "Aimless.run()", "name a channel");
        refuses(Blank.class, "Blank.run()", "name a channel");
        refuses(Mute.class, "Mute.run()", "add @BusChannel");
        refuses(Deaf.class, "Deaf", "put @BusChannel");
    }

    @Test
    @DisplayName("what a method throws is thrown as it is")
    void shouldThrowAsItIs() {
        assertThatThrownBy(() -> call(new Thrower(), 0)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> call(new Thrower(), 1)).isInstanceOf(AssertionError.class);
        assertThatExceptionOfType(UndeclaredThrowableException.class)
                .isThrownBy(() -> call(new Thrower(), 2))
                .withRootCauseInstanceOf(Throwable.class);
    }

    @Test
    @DisplayName("a method without a result returns null")
    void shouldReturnNull() throws Exception {
        assertThat(call(new Server(), 0)).isNull();
    }

    private static Object call(ListenerSet set, int method) throws Exception {
        BusListener listener = SetMethods.of(set.getClass()).get(method).bind(set);
        return listener.on(EVENT);
    }

    private static void refuses(Class<?> type, String method, String advice) {
        assertThatThrownBy(() -> SetMethods.of(type))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(method)
                .hasMessageContaining(advice);
    }
}
