package dev.tunewright.service.job;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code tunewright.worker.*}, as far as it says how often and when a job is tried again.
 *
 * @param maxAttempts lost attempts after which a job has failed, unless it says otherwise itself
 * @param retryBackoff before the attempt after the first lost one; it doubles with each further one
 * @param retryBackoffLimit the longest pause
 * @param jobTimeout how long a job may train, all attempts together, unless it says otherwise itself; default, without end
 */
@ConfigurationProperties("tunewright.worker")
record RetrySettings(
        @DefaultValue("3") int maxAttempts,
        @DefaultValue("10s") Duration retryBackoff,
        @DefaultValue("10m") Duration retryBackoffLimit,
        @Nullable Duration jobTimeout) {

    private static final int MOST_DOUBLINGS = 20;

    /**
     * @param losses attempts lost so far
     * @return how long to wait: not at all where the worker was at fault, since another one has the job's next attempt
     */
    Duration pause(JobError error, int losses) {
        if (error.code().equals(JobError.WORKER_LOST)) {
            return Duration.ZERO;
        }
        Duration pause = retryBackoff.multipliedBy(1L << Math.min(losses - 1, MOST_DOUBLINGS));
        return pause.compareTo(retryBackoffLimit) < 0 ? pause : retryBackoffLimit;
    }
}
