// SPDX-License-Identifier: Apache-2.0

package io.bosun.command.provider;

import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/**
 * How one command is carried, from one configuration of the factory {@value #PID}. The registry reads its service
 * properties, which are those of the configuration: a value that is absent leaves what the record declares.
 */
@Component(
        service = ConfiguredCommand.class,
        configurationPid = ConfiguredCommand.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ConfiguredCommand.Configuration.class, factory = true)
public class ConfiguredCommand {
    static final String PID = "io.bosun.command.provider.command";

    /** How a command is carried. */
    @ObjectClassDefinition(name = "Bosun command", description = "How a command is carried, instead of as declared")
    @interface Configuration {
        @AttributeDefinition(description = "The command: its key, name/1, or its name, which stands for version 1")
        String command();

        @AttributeDefinition(
                description = "How long it is worth an answer, in milliseconds; 0 for the default of the bus",
                required = false,
                min = "0")
        long deadlineMillis();

        @AttributeDefinition(description = "Whether it may be run twice", required = false)
        boolean idempotent();

        @AttributeDefinition(description = "Attempts after the first", required = false, min = "0", max = "100")
        int retries();

        @AttributeDefinition(description = "The first delay of a retry, in milliseconds", required = false, min = "0")
        long retryDelayMillis();

        @AttributeDefinition(description = "The longest delay of a retry, in milliseconds", required = false, min = "0")
        long retryMaxDelayMillis();

        @AttributeDefinition(
                description = "The largest share that is added to a delay, from 0 to 1",
                required = false,
                min = "0",
                max = "1")
        double retryJitter();

        @AttributeDefinition(
                description = "What becomes of it where no berth has room",
                required = false,
                options = {
                    @Option(label = "BLOCK", value = "BLOCK"),
                    @Option(label = "REFUSE", value = "REFUSE"),
                    @Option(label = "DROP", value = "DROP")
                })
        String whenFull();

        @AttributeDefinition(description = "How long BLOCK waits, in milliseconds", required = false, min = "1")
        long blockMillis();

        @AttributeDefinition(description = "Whether it goes by the control lane", required = false)
        boolean control();
    }

    /** Called by Declarative Services. */
    @Activate
    public ConfiguredCommand() {
        // What there is to know are the service properties.
    }

    @Modified
    void modified(Map<String, Object> properties) {
        // Without this method a change would take the command's configuration away for a moment.
    }
}
