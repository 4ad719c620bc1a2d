// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/** Stands for one factory configuration; a changed one is another object. */
@Component(
        service = ConfiguredHand.class,
        configurationPid = "io.bosun.crew.boss.hand",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = HandConfig.class, factory = true)
public final class ConfiguredHand {
    private final HandSettings settings;

    /** Reads the configuration; a wrong one is logged by the container, and there is no hand. */
    @Activate
    public ConfiguredHand(HandConfig config) {
        settings = HandSettings.of(config);
    }

    HandSettings settings() {
        return settings;
    }
}
