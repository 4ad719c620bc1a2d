// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What holds for all hands. */
@ObjectClassDefinition(name = "Bosun boss")
@interface BossConfig {
    @AttributeDefinition(
            description = "How long a started hand has to register, and a start of the boss waits for all",
            min = "1")
    long registrationMillis() default 10_000;

    @AttributeDefinition(description = "How long a registered hand has to run its bundles and say so", min = "1")
    long readyMillis() default 60_000;

    @AttributeDefinition(description = "Where the socket is; empty for a new private directory in java.io.tmpdir")
    String socketDirectory() default "";

    @AttributeDefinition(description = "How long a bundle stays with the hands after its handler has gone", min = "0")
    long settleMillis() default 500;
}
