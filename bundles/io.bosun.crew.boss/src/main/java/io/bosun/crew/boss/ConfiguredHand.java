// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Constants;
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
    private static final Logger LOG = System.getLogger(ConfiguredHand.class.getName());

    private final HandSettings settings;

    /** Reads the configuration; a wrong one is logged, and there is no hand. */
    @Activate
    public ConfiguredHand(HandConfig config, Map<String, Object> properties) {
        settings = read(config, properties.get(Constants.SERVICE_PID));
    }

    /** Not by an exception, which a container would log with its stack, and again whenever somebody asks for it. */
    private static HandSettings read(HandConfig config, Object pid) {
        try {
            return HandSettings.of(config);
        } catch (IllegalArgumentException e) {
            LOG.log(Level.ERROR, "There is no hand for the configuration {0}: {1}", pid, e.getMessage());
            return null;
        }
    }

    /** Empty for a wrong configuration. */
    Optional<HandSettings> settings() {
        return Optional.ofNullable(settings);
    }
}
