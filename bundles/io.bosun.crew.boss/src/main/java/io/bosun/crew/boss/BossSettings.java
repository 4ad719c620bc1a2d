// SPDX-License-Identifier: Apache-2.0

package io.bosun.crew.boss;

/** What holds for all hands, read and checked. */
record BossSettings(long registrationMillis, long readyMillis, String socketDirectory, long settleMillis) {
    static BossSettings of(BossConfig config) {
        return new BossSettings(
                Check.positive("registrationMillis", config.registrationMillis()),
                Check.positive("readyMillis", config.readyMillis()),
                config.socketDirectory().trim(),
                Check.notNegative("settleMillis", config.settleMillis()));
    }
}
