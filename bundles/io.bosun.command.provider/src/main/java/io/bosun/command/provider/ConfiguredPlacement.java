// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import io.bosun.command.CommandRegistrationException;
import io.bosun.transport.Placement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
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

        @AttributeDefinition(
                description = "Commands that it answers: they wait for it although no handler has named them yet;"
                        + " by their key, name/1, or their name, with commas between them",
                required = false)
        String[] commands() default {};

        @AttributeDefinition(description = "Whether it runs in the boss")
        boolean boss() default true;
    }

    private volatile Placed placed;

    /** Called by Declarative Services. */
    @Activate
    public ConfiguredPlacement(Configuration configuration) {
        placed = read(configuration);
    }

    /** Without this the target would be without its placement for a moment. What is wrong changes nothing. */
    @Modified
    void modified(Configuration configuration) {
        placed = read(configuration);
    }

    private static Placed read(Configuration configuration) {
        String target = configuration.target();
        if (target == null || target.isBlank()) {
            throw new IllegalArgumentException("A configuration of " + PID + " has no target: set target=NAME");
        }
        try {
            return new Placed(
                    target,
                    configuration.boss(),
                    list(configuration.hands()).toList(),
                    list(configuration.commands()).map(Overrides::key).collect(Collectors.toUnmodifiableSet()));
        } catch (CommandRegistrationException e) {
            throw new IllegalArgumentException(
                    "A configuration of " + PID + " for " + target + ": " + e.getMessage(), e);
        }
    }

    private static Stream<String> list(String[] values) {
        return Arrays.stream(values)
                .flatMap(each -> Arrays.stream(each.split(",")))
                .map(String::trim)
                .filter(each -> !each.isEmpty())
                .distinct();
    }

    @Override
    public String target() {
        return placed.target();
    }

    @Override
    public boolean here() {
        return placed.here();
    }

    @Override
    public List<String> hands() {
        return placed.hands();
    }

    /** All that it says, of one moment. */
    Placed placed() {
        return placed;
    }

    @Override
    public String toString() {
        return placed.toString();
    }
}
