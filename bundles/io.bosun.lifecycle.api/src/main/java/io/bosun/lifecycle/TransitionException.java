// SPDX-License-Identifier: Apache-2.0

package io.bosun.lifecycle;

import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/** A walk did not reach its target. Thrown by {@link TransitionReport#orThrow}. */
@ProviderType
public class TransitionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient TransitionReport report;

    /** @param report of the walk; its failure, if it has one, becomes the cause */
    public TransitionException(TransitionReport report) {
        super(
                message(Objects.requireNonNull(report, "report")),
                report.failure().orElse(null));
        this.report = report;
    }

    /** Returns how the walk went. */
    public TransitionReport report() {
        return report;
    }

    private static String message(TransitionReport report) {
        return report.outcome() + ": the bus is in " + report.state() + ", not in " + report.target() + ", where "
                + report.requester() + " wanted it (" + report.reason() + ")";
    }
}
