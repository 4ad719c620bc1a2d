// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.load.handler;

import io.bosun.command.CommandContext;
import io.bosun.command.CommandHandler;
import io.bosun.command.Handles;
import io.bosun.itest.load.Job;
import java.util.function.IntConsumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells each number to a service of the test, which outlives every version of this class. */
@Component
@Handles(value = Job.class, target = "worker")
public class Worker implements CommandHandler<Job, Integer> {
    private final IntConsumer ledger;

    @Activate
    public Worker(@Reference IntConsumer ledger) {
        this.ledger = ledger;
    }

    @Override
    public Integer handle(Job command, CommandContext context) {
        ledger.accept(command.number());
        return command.number();
    }
}
