// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The priority of a method with {@link BusChannel}; without it: {@link BusListener#DEFAULT_PRIORITY}. The constants are
 * what the components of a process have, so that others can run before or after them.
 */
@ProviderType
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface BusPriority {
    /** On ENTER: the bus makes sure that it exits before the JVM ends. */
    int ENTER_CLEAN_EXIT = 50;

    /** On ENTER: the process leaves its terminal. */
    int ENTER_DAEMON = 65;

    /** On ENTER: the PID file is claimed. */
    int ENTER_PID_FILE = 70;

    /** On ENTER: signals are taken. */
    int ENTER_SIGNALS = 70;

    /** On START: the framework's start level goes up, and the bundles of the application start. */
    int START_LEVEL_UP = 60;

    /** On START: monitors begin. */
    int START_MONITORS = 70;

    /** On START: servers listen. */
    int START_SERVERS = 75;

    /** On START: privileges are given up, once ports are bound. */
    int START_PRIVILEGES = 77;

    /** On STOP: servers close, before others stop. */
    int STOP_SERVERS = 25;

    /** On STOP: the framework's start level goes down, once all who listen have stopped. */
    int STOP_LEVEL_DOWN = 90;

    /** On EXIT: the PID file is removed. */
    int EXIT_PID_FILE = 50;

    /** On EXIT: the bus waits for its threads. */
    int EXIT_THREADS = 100;

    /** On EXITED: the process is replaced or ends. */
    int EXITED_EXEC = 100;

    /** Low numbers run first, equal ones in the order of registration. */
    int value();
}
