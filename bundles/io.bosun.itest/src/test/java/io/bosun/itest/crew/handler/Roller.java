// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.crew.handler;

import io.bosun.command.CommandContext;
import io.bosun.command.CommandHandler;
import io.bosun.command.Handles;
import io.bosun.itest.crew.Roll;
import java.util.concurrent.CountDownLatch;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Works in each process. */
@Component
@Handles(value = Roll.class, target = "roller")
public class Roller implements CommandHandler<Roll, String> {
    private final String name;

    @Activate
    public Roller(BundleContext context) {
        String given = context.getProperty("bosun.name");
        this.name = given == null ? "boss" : given;
    }

    @Override
    public String handle(Roll command, CommandContext context) throws InterruptedException {
        if (name.equals(command.fail())) {
            throw new IllegalStateException(name + " is to fail");
        }
        if (name.equals(command.hang())) {
            new CountDownLatch(1).await();
        }
        return name + " " + ProcessHandle.current().pid();
    }
}
