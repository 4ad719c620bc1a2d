// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.main.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeIndexTest {
    private static final String HASH = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    @Test
    void shouldKeepTheOrder() throws IOException {
        RuntimeIndex index = RuntimeIndex.parse(
                HASH + "  bundles/b-1.jar\n" + HASH + "  lib/x.jar\n" + HASH + "  bundles/a-1.0.0.jar\n");

        assertThat(index.bundles()).containsExactly("bundles/b-1.jar", "bundles/a-1.0.0.jar");
        assertThat(index.libraries()).containsExactly("lib/x.jar");
    }

    @Test
    void shouldNameTheSameRuntimeTheSame() throws IOException {
        String other = HASH.replace('0', '1');

        assertThat(RuntimeIndex.parse(HASH.toUpperCase() + "  lib/x.jar").hash())
                .isEqualTo(RuntimeIndex.parse(HASH + "  lib/x.jar\n").hash())
                .isNotEqualTo(RuntimeIndex.parse(other + "  lib/x.jar").hash());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x  lib/x.jar",
                HASH + " lib/x.jar",
                HASH + "  x.jar",
                HASH + "  lib/../x.jar",
                HASH + "  lib/sub/x.jar",
                HASH + "  /lib/x.jar",
                HASH + "  lib/.x.jar",
                HASH + "  lib/x.jar\n" + HASH + "  lib/x.jar"
            })
    void shouldRefuseWhatIsNoIndex(String text) {
        assertThatThrownBy(() -> RuntimeIndex.parse(text)).isInstanceOf(IOException.class);
    }
}
