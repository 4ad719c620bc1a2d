// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle.provider;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.util.Map;

/** What Declarative Services would make of a configuration. */
final class Configured {
    private Configured() {}

    static <C extends Annotation> C as(Class<C> type, Map<String, Object> values) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, key, none) -> values.getOrDefault(key.getName(), key.getDefaultValue())));
    }
}
