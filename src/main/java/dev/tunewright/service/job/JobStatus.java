package dev.tunewright.service.job;

import java.util.Locale;

/** The life of a job: {@code queued → running → succeeded | failed | cancelled}. */
public enum JobStatus {
    /** Accepted and waiting for a free device. */
    QUEUED,
    /** An attempt is under way. */
    RUNNING,
    /** Trained; every metric stored and the model kept. */
    SUCCEEDED,
    /** Ended by an error that is told in the job. */
    FAILED,
    /** Ended by its owner. */
    CANCELLED;

    public boolean isTerminal() {
        return switch (this) {
            case QUEUED, RUNNING -> false;
            case SUCCEEDED, FAILED, CANCELLED -> true;
        };
    }

    /** @return the contract's spelling, such as {@code queued} */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if there is no such status */
    public static JobStatus of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
