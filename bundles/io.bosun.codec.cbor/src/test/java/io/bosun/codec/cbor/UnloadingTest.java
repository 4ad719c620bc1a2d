// SPDX-License-Identifier: Apache-2.0

package io.bosun.codec.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class UnloadingTest {
    private final CborCodec codec = new CborCodec(new Limits(100, 1000));

    @Test
    @DisplayName("Trap, unloading: the loader of a record goes although the codec knows the record")
    void shouldLetTheLoaderOfARecordGo() throws Exception {
        WeakReference<ClassLoader> loader = new WeakReference<>(useInALoaderOfItsOwn());
        await().atMost(Duration.ofSeconds(10)).until(() -> isGone(loader));
    }

    @Test
    @DisplayName("Trap, unloading: a record that stays does not hold what the codec kept about it")
    void shouldForgetALoader() throws Exception {
        Shapes shapes = new Shapes();
        Class<?> record = new OwnLoader().loadClass(OwnLoader.NAME);
        Shape shape = shapes.of(record);
        assertThat(shapes.of(record)).isSameAs(shape);
        shapes.forget(getClass().getClassLoader());
        assertThat(shapes.of(record)).isSameAs(shape);
        shapes.forget(record.getClassLoader());
        assertThat(shapes.of(record)).isNotSameAs(shape);
    }

    @Test
    void shouldKeepRecordsOfTheSameNameApart() throws Exception {
        assertThat(useInALoaderOfItsOwn()).isNotSameAs(useInALoaderOfItsOwn());
    }

    private ClassLoader useInALoaderOfItsOwn() throws Exception {
        OwnLoader loader = new OwnLoader();
        Class<?> type = loader.loadClass(OwnLoader.NAME);
        assertThat(type.getClassLoader()).isSameAs(loader);
        Constructor<?> constructor = type.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        Object read = codec.decode(codec.encode(constructor.newInstance("a", 1, null)), type);
        assertThat(read.getClass()).isSameAs(type);
        // not by equals, whose first use in a record makes the JDK hold the record's loader
        Method name = type.getMethod("name");
        name.setAccessible(true);
        assertThat(name.invoke(read)).isEqualTo("a");
        return loader;
    }

    private static boolean isGone(WeakReference<?> reference) {
        System.gc();
        return reference.get() == null;
    }

    /** Has its own copy of one record, as a bundle would. */
    private static final class OwnLoader extends ClassLoader {
        static final String NAME = Zoo.Cage.class.getName();

        OwnLoader() {
            super(UnloadingTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(NAME)) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException unreadable) {
                throw new ClassNotFoundException(name, unreadable);
            }
        }
    }
}
