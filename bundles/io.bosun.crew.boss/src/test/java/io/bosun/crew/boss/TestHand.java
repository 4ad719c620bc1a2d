// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import io.bosun.crew.boss.HandSettings.RestartSettings;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The configuration of a hand, with the defaults of its annotation. */
final class TestHand {
    private final Map<String, Object> values = new HashMap<>();

    static TestHand named(String name) {
        TestHand hand = new TestHand();
        hand.values.put("name", name);
        return hand;
    }

    TestHand bundles(String... bundles) {
        values.put("bundles", bundles);
        return this;
    }

    TestHand jvmOptions(String... options) {
        values.put("jvmOptions", options);
        return this;
    }

    TestHand with(String key, Object value) {
        values.put(key, value);
        return this;
    }

    HandSettings settings() {
        return HandSettings.of(config());
    }

    HandConfig config() {
        return config(HandConfig.class, values);
    }

    /** Some values, and else the defaults of the annotation. */
    static <C> C config(Class<C> type, Map<String, ?> values) {
        InvocationHandler answers = (proxy, method, arguments) ->
                values.containsKey(method.getName()) ? values.get(method.getName()) : method.getDefaultValue();
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answers));
    }

    /** Fast ones, for tests. */
    static HandSettings quick(String name, int restarts) {
        return new HandSettings(
                name, List.of(), List.of(), new RestartSettings(restarts, 60_000, 1, 2), 0, "local", 300, 200);
    }
}
