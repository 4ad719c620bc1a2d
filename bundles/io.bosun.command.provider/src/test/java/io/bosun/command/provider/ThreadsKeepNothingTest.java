// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That a thread which asked, and lives longer than the bus, keeps nothing of it. */
class ThreadsKeepNothingTest {
    @Test
    @DisplayName("Test 18: a thread that was given numbers does not pin the bus's loader")
    void shouldKeepNothingOfWhatGaveItNumbers() throws Exception {
        assertCollected(used(Ids.class, "next"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"accepted", "handled", "tally"})
    @DisplayName("Test 18: a thread that counted does not pin the bus's loader")
    void shouldKeepNothingOfWhereItCounted(String count) throws Exception {
        assertCollected(used(Outstanding.class, count));
    }

    private static WeakReference<ClassLoader> used(Class<?> type, String method) throws Exception {
        OwnLoader loader =
                new OwnLoader(type, Outstanding.Tally.class, Class.forName(Outstanding.class.getName() + "$Count"));
        Class<?> own = loader.loadClass(type.getName());
        Constructor<?> made = own.getDeclaredConstructor();
        made.setAccessible(true);
        Method used = own.getDeclaredMethod(method);
        used.setAccessible(true);
        used.invoke(made.newInstance());
        return new WeakReference<>(loader);
    }

    private static void assertCollected(WeakReference<ClassLoader> loader) {
        await().atMost(BusRig.LIVE).until(() -> {
            System.gc();
            return loader.get() == null;
        });
    }
}
