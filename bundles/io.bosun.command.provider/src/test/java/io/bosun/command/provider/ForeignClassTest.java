// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bosun.codec.cbor.Codecs;
import io.bosun.command.Command;
import io.bosun.command.UndeliveredException;
import io.bosun.command.provider.Commands.Answer;
import io.bosun.command.provider.Commands.Ask;
import io.bosun.command.provider.Commands.AskAll;
import io.bosun.transport.PayloadCodec;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Asker and handler have the same record from two class loaders, as two bundles with a private copy would. */
@Timeout(60)
class ForeignClassTest {
    /** Has its own classes of {@link Commands}, and shares all others. */
    private static final class Second extends URLClassLoader {
        Second() {
            super(new URL[0], ForeignClassTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known != null || !name.startsWith(Commands.class.getName())
                        ? known != null ? known : super.loadClass(name, resolve)
                        : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    private BusRig rig;
    private Second second;

    @BeforeEach
    void open() throws Exception {
        rig = new BusRig();
        second = new Second();
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
        second.close();
    }

    @SuppressWarnings("unchecked")
    private Command<Object> foreign(Class<?> command, int id) throws Exception {
        Class<?> other = second.loadClass(command.getName());
        assertThat(other).isNotSameAs(command);
        return (Command<Object>) other.getConstructor(int.class).newInstance(id);
    }

    private Class<?> foreignAnswer() throws ClassNotFoundException {
        return second.loadClass(Answer.class.getName());
    }

    @Test
    @DisplayName("A command of another class space is re-encoded, and its reply comes back as the asker declares it")
    void shouldAdaptTheCommandAndItsReply() throws Exception {
        rig.handle(Ask.class, "desk", (command, context) -> new Answer("got " + command.id()));
        Object reply = rig.bus.call(foreign(Ask.class, 5), BusRig.LIVE);
        assertThat(reply).isInstanceOf(foreignAnswer()).hasToString("Answer[text=got 5]");
        assertThat(BusTests.reply(rig.bus.ask(foreign(Ask.class, 6)))).hasToString("Answer[text=got 6]");
        assertThat(rig.bus.send(foreign(Ask.class, 7)).isAccepted()).isTrue();
    }

    @Test
    void shouldAdaptTheElementsOfAReply() throws Exception {
        rig.handle(AskAll.class, "desk", (command, context) -> List.of(new Answer("a"), new Answer("b")));
        Object reply = rig.bus.call(foreign(AskAll.class, 5), BusRig.LIVE);
        assertThat((List<?>) reply).hasSize(2).hasOnlyElementsOfType(foreignAnswer());
    }

    @Test
    @DisplayName("UNENCODABLE without a codec; it goes on as soon as there is one")
    void shouldTellThatThereIsNoCodec() throws Exception {
        PayloadCodec codec = Codecs.plain();
        rig.registry.setCodec(codec);
        rig.registry.unsetCodec(codec);
        rig.handle(Ask.class, "desk", (command, context) -> new Answer("yes"));
        assertThatThrownBy(() -> rig.bus.call(foreign(Ask.class, 5), BusRig.LIVE))
                .isInstanceOf(UndeliveredException.class)
                .hasMessageContaining("UNENCODABLE");
        assertThat(rig.bus.call(new Ask(1), BusRig.LIVE)).isEqualTo(new Answer("yes"));
        rig.registry.setCodec(codec);
        assertThat(rig.bus.call(foreign(Ask.class, 5), BusRig.LIVE)).isNotNull();
    }
}
