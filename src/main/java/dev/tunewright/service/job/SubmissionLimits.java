package dev.tunewright.service.job;

import dev.tunewright.service.ConditionalOnRole;
import dev.tunewright.service.Role;
import dev.tunewright.service.web.ApiException;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * How much one key or token may ask for. The rate is counted by each node for itself, the queue by the database for all; of
 * requests that come at the same instant a few may pass the latter together. Where nobody is asked who they are, there is
 * nothing to count by.
 */
@Component
@ConditionalOnRole(Role.API)
@EnableConfigurationProperties(SubmissionLimits.Settings.class)
class SubmissionLimits {

    private static final Duration UNTIL_A_JOB_STARTS = Duration.ofSeconds(30);

    private final JobRepository jobs;
    private final Settings settings;
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

    /**
     * @param jobsPerMinute times a minute that a submitter may send {@code POST /jobs}, dry runs and refused ones included
     * @param queuedJobs jobs of a submitter that may wait at the same time
     */
    @ConfigurationProperties("tunewright.limits")
    record Settings(
            @DefaultValue("600") int jobsPerMinute,
            @DefaultValue("10000") int queuedJobs) {

        Settings {
            require("jobs-per-minute", jobsPerMinute);
            require("queued-jobs", queuedJobs);
        }

        private static void require(String name, int value) {
            if (value < 1) {
                throw new IllegalArgumentException("tunewright.limits." + name + " must be at least 1, was " + value);
            }
        }
    }

    SubmissionLimits(JobRepository jobs, Settings settings) {
        this.jobs = jobs;
        this.settings = settings;
    }

    /** @throws ApiException 429 if the submitter has sent too many lately */
    void spend(@Nullable String submitter) {
        if (submitter == null) {
            return;
        }
        Bucket bucket = buckets.computeIfAbsent(submitter, name -> bucket());
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw new ApiException(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "rate_limited",
                    "Too many requests",
                    "`" + submitter + "` has sent more than " + settings.jobsPerMinute
                            + " jobs in a minute; wait, or raise the service's setting tunewright.limits.jobs-per-minute.",
                    Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
    }

    /** @throws ApiException 429 if too many of the submitter's jobs wait already */
    void requireRoom(@Nullable String submitter) {
        if (submitter == null) {
            return;
        }
        long waiting = jobs.countBySubmittedByAndStatus(submitter, JobStatus.QUEUED);
        if (waiting >= settings.queuedJobs) {
            throw new ApiException(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "too_many_queued",
                    "Too many queued jobs",
                    waiting + " jobs of `" + submitter + "` wait already, the limit is " + settings.queuedJobs
                            + "; wait until some have started, cancel some, or raise the service's setting"
                            + " tunewright.limits.queued-jobs.",
                    UNTIL_A_JOB_STARTS);
        }
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(Bandwidth.builder()
                        .capacity(settings.jobsPerMinute)
                        .refillGreedy(settings.jobsPerMinute, Duration.ofMinutes(1))
                        .build())
                .build();
    }
}
