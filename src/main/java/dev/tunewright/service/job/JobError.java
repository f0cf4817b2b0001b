package dev.tunewright.service.job;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/**
 * Why a job failed.
 *
 * @param code stable and machine-readable, such as {@code trainer_killed}
 * @param message names what happened, the likely cause and the remedy
 * @param retryable whether resuming the job could work
 */
@Embeddable
public record JobError(
        @Column(name = "error_code") String code,
        @Column(name = "error_message") String message,
        @Column(name = "error_retryable") boolean retryable) {

    /** The worker gave no sign of life any more. */
    static final String WORKER_LOST = "worker_lost";
}
