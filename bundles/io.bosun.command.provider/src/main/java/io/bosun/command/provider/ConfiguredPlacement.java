// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.transport.Placement;
import java.util.Arrays;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** One target's placement, from one configuration of the factory {@value #PID}. */
@Component(configurationPid = ConfiguredPlacement.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ConfiguredPlacement.Configuration.class, factory = true)
public class ConfiguredPlacement implements Placement {
    static final String PID = "io.bosun.command.provider.target";

    /** Where a target runs. */
    @ObjectClassDefinition(name = "Bosun target", description = "Where a target runs")
    @interface Configuration {
        /** Prefix of the service properties. */
        String PREFIX_ = "";

        @AttributeDefinition(description = "The name of the target")
        String target();

        @AttributeDefinition(description = "The hands that it runs in, with commas between them", required = false)
        String[] hands() default {};

        @AttributeDefinition(description = "Whether it runs in the boss")
        boolean boss() default true;
    }

    private final String target;
    private final boolean boss;
    private final List<String> hands;

    /** Called by Declarative Services. */
    @Activate
    public ConfiguredPlacement(Configuration configuration) {
        this.target = configuration.target();
        this.boss = configuration.boss();
        this.hands = Arrays.stream(configuration.hands())
                .flatMap(each -> Arrays.stream(each.split(",")))
                .map(String::trim)
                .filter(each -> !each.isEmpty())
                .distinct()
                .toList();
        if (target == null || target.isBlank()) {
            throw new IllegalArgumentException("A configuration of " + PID + " has no target: set target=NAME");
        }
    }

    @Override
    public String target() {
        return target;
    }

    @Override
    public boolean here() {
        return boss;
    }

    @Override
    public List<String> hands() {
        return hands;
    }

    @Override
    public String toString() {
        return target + " in " + hands + (boss ? " and the boss" : "");
    }
}
