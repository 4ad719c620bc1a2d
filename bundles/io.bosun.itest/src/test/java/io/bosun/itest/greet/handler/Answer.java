// SPDX-License-Identifier: Apache-2.0

package io.bosun.itest.greet.handler;

import org.osgi.framework.FrameworkUtil;

/** Who answers: one class in bundles of different versions, in different processes. */
final class Answer {
    private Answer() {}

    static String to(int number) {
        return number + " by " + FrameworkUtil.getBundle(Answer.class).getVersion() + " in "
                + ProcessHandle.current().pid();
    }
}
